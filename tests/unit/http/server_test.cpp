#include "http/server.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

#include "client.hpp"
#include "model/address.hpp"

using namespace snmpolld;
using namespace snmpolld::http;
using http::testing::Client;
using http::testing::runUntil;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

// A server that keeps what it was asked, and answers "hello" at once unless it is told to wait.
struct Fixture {
    explicit Fixture(const Limits& limits = {}) {
        sockaddr_storage any_port;
        auto listening =
            loop::openListenSocket(any_port, model::Address::parse("127.0.0.1", 0).value().toSockaddr(any_port));
        REQUIRE(listening);
        address = loop::listensAt(listening->get());
        auto serving = Server::serve(
            loop, std::move(*listening),
            [this](const Request& request, const Server::Reply& reply) -> Server::Left {
                requests.push_back(request);
                if (later)
                    replies.push_back(reply);
                else
                    reply(answer ? *answer : Response{.body = "hello\n"});
                return [this] { ++left; };
            },
            limits);
        REQUIRE(serving);
        server = std::move(*serving);
    }
    Client client() { return {loop, address}; }
    bool waits(size_t count) {
        return runUntil(loop, [&] { return replies.size() >= count; });
    }

    loop::Loop loop;
    bool later = false;
    std::optional<Response> answer;
    std::vector<Request> requests;
    std::vector<Server::Reply> replies;
    int left = 0;  // clients, before they had an answer
    sockaddr_storage address{};
    std::unique_ptr<Server> server;
};

}  // namespace

TEST_CASE("a GET is answered, and the next one on the same connection too") {
    Fixture f;
    Client client = f.client();
    client.get("/a?b=c");
    CHECK(client.sees("hello\n"));
    CHECK(client.got().starts_with("HTTP/1.1 200 "));
    CHECK(client.got().find("Content-Type: text/plain; charset=utf-8") != std::string::npos);
    client.forget();
    client.get("/second");
    CHECK(client.sees("hello\n"));
    REQUIRE(f.requests.size() == 2);
    CHECK(f.requests[0].path == "/a");
    CHECK(f.requests[0].parameters == Request::Pairs{{"b", "c"}});
    CHECK(f.requests[0].header("host") == "x");
    CHECK(f.requests[1].path == "/second");
}

TEST_CASE("a HEAD has the headers of the answer only") {
    Fixture f;
    Client client = f.client();
    client.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(client.seesEnd());
    CHECK(client.got().find("Content-Length: 6\r\n") != std::string::npos);
    CHECK(client.got().ends_with("\r\n\r\n"));
}

TEST_CASE("an answer may come later, and other clients are answered meanwhile") {
    Fixture f;
    f.later = true;
    Client slow = f.client();
    slow.get("/slow");
    REQUIRE(f.waits(1));
    f.later = false;
    Client quick = f.client();
    quick.get("/quick");
    CHECK(quick.sees("hello"));
    CHECK(slow.got().empty());
    f.replies[0]({.status = 500, .body = "at last"});
    CHECK(slow.sees("at last"));
    CHECK(slow.got().starts_with("HTTP/1.1 500 "));
}

TEST_CASE("only the first answer counts") {
    Fixture f;
    f.later = true;
    Client client = f.client();
    client.get("/");
    REQUIRE(f.waits(1));
    f.replies[0]({.body = "first"});
    f.replies[0]({.body = "second"});
    CHECK(client.sees("first"));
    f.replies[0]({.body = "third"});
    f.later = false;
    client.get("/");
    CHECK(client.sees("hello"));
    CHECK(client.got().find("second") == std::string::npos);
    CHECK(client.got().find("third") == std::string::npos);
}

TEST_CASE("an answer for a client that has gone is no trouble") {
    Fixture f;
    f.later = true;
    Client client = f.client();
    client.get("/");
    REQUIRE(f.waits(1));
    client.close();
    f.replies[0]({.body = std::string(1 << 20, 'x')});
    CHECK(runUntil(f.loop, [&] { return f.server->clients() == 0; }));
    f.replies[0]({.body = "again"});
}

TEST_CASE("a client that ends right behind its request is answered and then seen to have ended") {
    Fixture f;
    Client client = f.client();
    client.get("/");
    client.endSending();
    CHECK(client.seesEnd());
    CHECK(client.got().ends_with("hello\n"));
    f.later = true;
    Client gone = f.client();
    gone.get("/");
    gone.close();
    REQUIRE(f.waits(1));
    f.replies[0]({.body = "late"});
    CHECK(runUntil(f.loop, [&] { return f.server->clients() == 0; }));
}

TEST_CASE("a server that goes tells those who wait, and answers after that are no trouble") {
    Fixture f;
    f.later = true;
    Client client = f.client();
    client.get("/");
    REQUIRE(f.waits(1));
    f.server.reset();
    CHECK(client.seesEnd());
    CHECK(client.got().starts_with("HTTP/1.1 503 "));
    f.replies[0]({.body = "too late"});
}

TEST_CASE("an answer in pieces is read as the client takes it") {
    Fixture f;
    int left = 1000;
    f.answer = Response{.more = [&left] { return left-- > 0 ? std::string(10'000, 'x') : std::string(); }};
    Client client = f.client();
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(runUntil(f.loop, [&] { return left < 1000; }));
    CHECK(left > 0);  // nobody has read yet
    CHECK(client.sees("\r\n0\r\n\r\n"));
    CHECK(client.got().size() > 10'000'000);
}

TEST_CASE("only GET and HEAD are known") {
    Fixture f;
    for (const std::string method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "NONSENSE"}) {
        CAPTURE(method);
        Client client = f.client();
        client.send(method + " / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        CHECK(client.sees("only GET and HEAD are known here\n"));
        CHECK(client.got().starts_with("HTTP/1.1 405 "));
        CHECK(client.got().find("Allow: GET, HEAD\r\n") != std::string::npos);
    }
    CHECK(f.requests.empty());
}

TEST_CASE("a body is refused") {
    Fixture f;
    Client length = f.client();
    length.send("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
    CHECK(length.sees("a request has no body here\n"));
    CHECK(length.got().starts_with("HTTP/1.1 413 "));
    Client chunked = f.client();
    chunked.send("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    CHECK(chunked.sees("HTTP/1.1 413 "));
    CHECK(f.requests.empty());
}

TEST_CASE("a long URL is refused, whatever its length") {
    Fixture f;
    Client longish = f.client();
    longish.get("/" + std::string(8192, 'a'));
    CHECK(longish.sees("the URL is longer than 8192 octets\n"));
    CHECK(longish.got().starts_with("HTTP/1.1 414 "));
    Client endless = f.client();
    endless.sendAll("GET /" + std::string(1 << 20, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(endless.seesEnd());
    CHECK(f.requests.empty());
}

TEST_CASE("headers without end are refused") {
    Fixture f;
    Client client = f.client();
    client.sendAll("GET / HTTP/1.1\r\nHost: x\r\n");
    std::string header = "X-Long: " + std::string(1000, 'a') + "\r\n";
    for (int i = 0; i < 1000 && client.sendAll(header); ++i) {
    }
    CHECK(client.seesEnd());
    CHECK(f.requests.empty());
}

TEST_CASE("what is no HTTP ends the connection, not the server") {
    Fixture f;
    for (const std::string& nonsense :
         {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 TLS\r\n\r\n"), std::string("GET\r\n\r\n"),
          std::string("\r\n\r\n\r\n"), std::string("GET  HTTP/1.1\r\n\r\n"), std::string(4096, '\0'),
          "GET /\0x HTTP/1.1\r\nHost: x\r\n\r\n"s, std::string("GET / HTTP/9.9\r\n\r\n")}) {
        Client client = f.client();
        client.send(nonsense);
        Client next = f.client();  // is served after the nonsense has been read
        next.get("/");
        CHECK(next.sees("hello"));
    }
    Client client = f.client();
    client.get("/%");
    CHECK(client.sees("the URL is not well formed\n"));
    CHECK(client.got().starts_with("HTTP/1.1 400 "));
    client.get("/");
    CHECK(client.sees("hello"));
}

TEST_CASE("slow clients are dropped, and quick ones are served meanwhile") {
    Fixture f({.connections = 10, .patience = 300ms});
    std::vector<Client> slow;
    for (int i = 0; i < 100; ++i) {
        slow.push_back(f.client());
        slow.back().send("GET / HTT");
        loop::testing::runTurns(f.loop, 1);
    }
    Client quick = f.client();
    quick.get("/");
    CHECK(quick.sees("hello"));
    CHECK(f.server->clients() <= 11);
    for (Client& client : slow)
        CHECK(client.seesEnd());
    CHECK(quick.seesEnd());
    CHECK(runUntil(f.loop, [&] { return f.server->clients() == 0; }));
}

TEST_CASE("a client that sends an octet now and then is dropped too") {
    Fixture f({.patience = 300ms});
    Client client = f.client();
    bool dropped = false;
    for (int i = 0; i < 1000 && !dropped; ++i) {
        client.send("G");
        loop::testing::runTurns(f.loop, 10);
        dropped = f.server->clients() == 0 && i > 0;
    }
    CHECK(dropped);
}

TEST_CASE("a client that does not take its answer is dropped") {
    Fixture f({.reply_time = 300ms});
    f.answer = Response{.more = [] { return std::string(1 << 20, 'x'); }};
    Client client = f.client();
    client.get("/");
    REQUIRE(runUntil(f.loop, [&] { return f.server->clients() == 1; }));
    CHECK(runUntil(f.loop, [&] { return f.server->clients() == 0; }));
}

TEST_CASE("one request too many at a time is told so") {
    Fixture f({.connections = 3});
    f.later = true;
    std::vector<Client> waiting;
    for (int i = 0; i < 3; ++i) {
        waiting.push_back(f.client());
        waiting.back().get("/");
    }
    REQUIRE(f.waits(3));
    Client further = f.client();
    further.get("/");
    CHECK(further.sees("too many requests at one time\n"));
    CHECK(further.got().starts_with("HTTP/1.1 503 "));
    CHECK(further.got().find("Retry-After: 1\r\n") != std::string::npos);
    for (const auto& reply : f.replies)
        reply({.body = "done"});
    for (Client& client : waiting)
        CHECK(client.sees("done"));
}

TEST_CASE("whoever asked is told to have left if the client goes before it has an answer, and only then") {
    Fixture f;
    f.later = true;
    Client gone = f.client();
    gone.get("/");
    Client half = f.client();
    half.get("/");
    half.endSending();
    Client stays = f.client();
    stays.get("/");
    REQUIRE(f.waits(3));
    gone.close();
    CHECK(runUntil(f.loop, [&] { return f.left == 2 && f.server->clients() == 1; }));
    f.replies[2]({.body = "at last"});
    CHECK(stays.sees("at last"));
    stays.close();
    CHECK(runUntil(f.loop, [&] { return f.server->clients() == 0; }));
    CHECK(f.left == 2);
}
