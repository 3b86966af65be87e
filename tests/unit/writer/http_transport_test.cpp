#include "writer/http_transport.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>

#include "http_server.hpp"

using namespace snmpolld;
using namespace snmpolld::writer;
using namespace std::chrono_literals;
using loop::testing::runTurns;
using loop::testing::runUntil;
using writer::test::HttpServer;

namespace {

const std::string kNoContent = "HTTP/1.1 204 No Content\r\n\r\n";

struct World {
    std::unique_ptr<HttpTransport> open(HttpSettings settings) {
        if (settings.url.empty()) settings.url = server.url();
        auto opened = HttpTransport::open(loop, std::move(settings));
        REQUIRE(opened);
        return std::move(*opened);
    }
    Answer ask(HttpTransport& transport, Request request = {.target = "/write?db=x", .body = "points"}) {
        std::optional<Answer> came;
        transport.send(std::move(request), [&](const Answer& answer) { came = answer; });
        CHECK_FALSE(came);
        REQUIRE(runUntil(loop, [&] { return came.has_value(); }));
        return *came;
    }

    loop::Loop loop;
    HttpServer server{loop};
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a request arrives with its headers and body, and connections are kept") {
    World world;
    const auto transport = world.open({});
    world.server.answers = {kNoContent, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"};
    const std::string body("a\0b\r\n", 5);
    const Answer first =
        world.ask(*transport, {.target = "/write?db=x", .headers = {{"Content-Encoding", "gzip"}}, .body = body});
    CHECK(first.status == 204);
    CHECK(world.ask(*transport).body == "ok");
    CHECK(world.server.connections == 1);
    const std::string& request = world.server.requests.at(0);
    CHECK(request.starts_with("POST /write?db=x HTTP/1.1\r\n"));
    CHECK(has(request, "\r\nContent-Encoding: gzip\r\n"));
    CHECK(has(request, "\r\nUser-Agent: snmpolld/"));
    CHECK_FALSE(has(request, "Authorization"));
    CHECK_FALSE(has(request, "Expect"));
    CHECK(request.ends_with("\r\n\r\n" + body));
}

TEST_CASE("a login is sent as a header, and messages do not have it") {
    World world;
    world.server.answers = {kNoContent, kNoContent, kNoContent};
    const auto with_user = world.open({.user = "me", .password = Secret("pass")});
    world.ask(*with_user);
    CHECK(has(world.server.requests.at(0), "\r\nAuthorization: Basic bWU6cGFzcw==\r\n"));
    const auto with_token = world.open({.authorization = Secret("Token t0p")});
    world.ask(*with_token);
    CHECK(has(world.server.requests.at(1), "\r\nAuthorization: Token t0p\r\n"));
    const std::string address = "127.0.0.1:" + std::to_string(world.server.port());
    const auto in_url = world.open({.url = "http://me:pass@" + address, .timeout = 200ms});
    world.ask(*in_url);
    CHECK(has(world.server.requests.at(2), "\r\nAuthorization: Basic bWU6cGFzcw==\r\n"));
    const Answer answer = world.ask(*in_url);
    CHECK(answer.status == 0);
    CHECK(answer.trouble.starts_with("http://" + address + ": "));
    CHECK(has(answer.trouble, "timed out"));
    CHECK_FALSE(has(answer.trouble, "pass"));
}

TEST_CASE("without a server there is no status but a sentence") {
    World world;
    const auto transport = world.open({.url = "http://127.0.0.1:1"});
    const Answer answer = world.ask(*transport);
    CHECK(answer.status == 0);
    CHECK(answer.trouble.starts_with("http://127.0.0.1:1: "));
    CHECK_FALSE(answer.trouble.empty());
}

TEST_CASE("a server that closes in the middle of an answer has not answered") {
    World world;
    const auto transport = world.open({.timeout = 300ms});
    world.server.answers = {"HTTP/1.1 204 No Con"};
    CHECK(world.ask(*transport).status == 0);
    world.server.answers = {"garbage\r\n\r\n"};
    CHECK(world.ask(*transport).status == 0);
}

TEST_CASE("what an answer says of later is read as seconds or as a date") {
    World world;
    const auto transport = world.open({});
    world.server.answers = {"HTTP/1.1 429 x\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n",
                            "HTTP/1.1 503 x\r\nRetry-After: Fri, 01 Jan 2100 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n",
                            "HTTP/1.1 503 x\r\nRetry-After: -1\r\nContent-Length: 0\r\n\r\n"};
    CHECK(world.ask(*transport).retry_after == 17s);
    CHECK(world.ask(*transport).retry_after == 24h);
    CHECK_FALSE(world.ask(*transport).retry_after);
}

TEST_CASE("redirects are not followed") {
    World world;
    const auto transport = world.open({});
    world.server.answers = {"HTTP/1.1 307 x\r\nLocation: http://u:p@127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n"};
    const Answer answer = world.ask(*transport);
    CHECK(answer.status == 307);
    CHECK(answer.location == "http://127.0.0.1:1/x");
}

TEST_CASE("of a long answer the beginning is kept, and one without end is cut off") {
    World world;
    const auto transport = world.open({});
    const std::string long_text = std::string(5'000, 'x');
    world.server.answers = {"HTTP/1.1 400 x\r\nContent-Length: 5000\r\n\r\n" + long_text,
                            "HTTP/1.1 400 x\r\nContent-Length: 99999999\r\n\r\n" + std::string(70'000, 'y'),
                            kNoContent};
    CHECK(world.ask(*transport).body == std::string(1'024, 'x'));
    const Answer cut = world.ask(*transport);
    CHECK(cut.status == 400);
    CHECK(cut.body == std::string(1'024, 'y'));
    CHECK(world.ask(*transport).status == 204);
    CHECK(world.server.connections == 2);
}

TEST_CASE("an answer with more headers than anybody needs is none") {
    World world;
    const auto transport = world.open({});
    std::string flood = "HTTP/1.1 204 x\r\n";
    for (int i = 0; i < 1'500; ++i)
        flood += "X-" + std::to_string(i) + ": " + std::string(50, 'x') + "\r\n";
    world.server.answers = {flood + "\r\n", kNoContent};
    const Answer answer = world.ask(*transport);
    CHECK(answer.status == 0);
    CHECK_FALSE(answer.trouble.empty());
    CHECK(world.ask(*transport).status == 204);
}

TEST_CASE("what was abandoned is not answered") {
    World world;
    const auto transport = world.open({});
    bool came = false;
    for (int i = 0; i < 3; ++i)
        transport->send({.body = "x"}, [&](const Answer&) { came = true; });
    REQUIRE(runUntil(world.loop, [&] { return world.server.requests.size() == 3; }));
    transport->abandon();
    runTurns(world.loop, 20);
    CHECK_FALSE(came);
    world.server.answers = {kNoContent};
    CHECK(world.ask(*transport).status == 204);
}

TEST_CASE("a proxy of the environment is not used") {
    World world;
    ::setenv("http_proxy", "http://127.0.0.1:1", 1);
    ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    world.server.answers = {kNoContent};
    const auto transport = world.open({});
    CHECK(world.ask(*transport).status == 204);
    ::unsetenv("http_proxy");
    ::unsetenv("ALL_PROXY");
}

TEST_CASE("what is no URL of HTTP is refused without its password") {
    loop::Loop loop;
    for (const char* url :
         {"", "x", "ftp://me:secret@h/", "file:///etc/passwd", "http://me:secret@h:port/", "http://"}) {
        const auto opened = HttpTransport::open(loop, {.url = url});
        REQUIRE_FALSE(opened);
        CHECK_FALSE(has(opened.error().message, "secret"));
    }
}

TEST_CASE("TLS without its file of authorities ends with a sentence") {
    World world;
    world.server.answers = {"HTTP/1.1 400 x\r\n\r\n"};
    const std::string address = "127.0.0.1:" + std::to_string(world.server.port());
    const auto transport = world.open({.url = "https://" + address, .ca_file = "/nonexistent", .timeout = 1s});
    const Answer answer = world.ask(*transport);
    CHECK(answer.status == 0);
    CHECK(answer.trouble.starts_with("https://" + address + ": "));
}
