// SNMP over TCP against a listener inside the test.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <functional>

#include "base/unique_fd.hpp"
#include "driver.hpp"
#include "messages.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Status;

namespace {

// Accepts one connection at a time and hands what it reads to the test, in the test's own thread.
class Listener {
  public:
    Listener() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof a;
        REQUIRE(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&a), sizeof a) == 0);
        REQUIRE(::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&a), &length) == 0);
        ::listen(fd_.get(), 4);
        ::fcntl(fd_.get(), F_SETFL, O_NONBLOCK);
        port_ = ntohs(a.sin_port);
    }

    uint16_t port() const { return port_; }

    // Calls `on_data` whenever there is a connection and something to read on it.
    model::HostRecord run(const std::function<void(int fd, const std::string& data)>& on_data) {
        initLibraryOnce();
        auto engine = snmp::Engine::create();
        REQUIRE(engine.has_value());
        auto task = makeTask(port_, community(model::Version::v2c), {kSysDescr});
        task.transport = model::Transport::tcp;
        task.timeout = std::chrono::milliseconds(60);
        engine->start(std::move(task), monoNow());
        while (engine->inFlight() > 0) {
            turnOnce(*engine, {{.fd = peer_ ? peer_.get() : fd_.get(), .events = POLLIN, .revents = 0}});
            serve(on_data);
        }
        return merged(std::move(engine->takeDone().at(0)));
    }

    void hangUp() { peer_.reset(); }

  private:
    void serve(const std::function<void(int, const std::string&)>& on_data) {
        if (!peer_) peer_ = UniqueFd(::accept(fd_.get(), nullptr, nullptr));
        if (!peer_) return;
        char buffer[4096];
        const ssize_t n = ::recv(peer_.get(), buffer, sizeof buffer, MSG_DONTWAIT);
        if (n > 0) on_data(peer_.get(), std::string(buffer, static_cast<size_t>(n)));
        if (n == 0) peer_.reset();
    }

    UniqueFd fd_;
    UniqueFd peer_;
    uint16_t port_ = 0;
};

std::string answerTo(const std::string& request, const std::string& text = "x") {
    const auto raw = snmp::readMessage(bytesOf(request));
    return communityMessage(1, "public", pdu({.request_id = *raw.pdu.request_id}, varbind(kSysDescr, tlv(0x04, text))));
}

void send(int fd, const std::string& text) {
    REQUIRE(::send(fd, text.data(), text.size(), 0) > 0);
}

}  // namespace

TEST_CASE("an answer over TCP may come in pieces, behind another message") {
    Listener agent;
    const auto record = agent.run([](int fd, const std::string& request) {
        const auto text = answerTo(request);
        send(fd, communityMessage(1, "public", pdu({.request_id = 1}, "")) + text.substr(0, 5));
        send(fd, text.substr(5));
    });
    CHECK_MESSAGE(record.status == Status::ok, record.error);
}

TEST_CASE("an answer over TCP that was cut is not completed by the answer to the retry") {
    Listener agent;
    int requests = 0;
    const auto record = agent.run([&](int fd, const std::string& request) {
        const auto text = answerTo(request, "a description");
        send(fd, ++requests == 1 ? text.substr(0, text.size() - 4) : text);
    });
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(record.retries == 1);
    REQUIRE(record.varbinds.size() == 1);
    CHECK(std::get<std::string>(record.varbinds[0].value) == "a description");
}

TEST_CASE("a TCP agent that stays silent is a timeout after all tries") {
    Listener agent;
    size_t received = 0;
    const auto record = agent.run([&](int, const std::string& data) { received += data.size(); });
    CHECK(record.status == Status::timeout);
    CHECK(record.retries == 1);
    CHECK(received > 60);
}

TEST_CASE("a TCP agent that hangs up is unreachable, but what it said before counts") {
    Listener rude;
    CHECK(rude.run([&](int, const std::string&) { rude.hangUp(); }).status == Status::unreachable);
    Listener brief;
    const auto record = brief.run([&](int fd, const std::string& request) {
        send(fd, answerTo(request));
        brief.hangUp();
    });
    CHECK(record.status == Status::ok);
}

TEST_CASE("a TCP service that speaks something else is a bad_response") {
    Listener web;
    const auto record = web.run([](int fd, const std::string&) { send(fd, "HTTP/1.1 400 Bad Request\r\n\r\n"); });
    CHECK(record.status == Status::bad_response);
}

TEST_CASE("a refused TCP connection is unreachable at once") {
    uint16_t port = 0;
    {
        Listener gone;
        port = gone.port();
    }
    auto task = makeTask(port, community(model::Version::v2c), {kSysDescr});
    task.transport = model::Transport::tcp;
    task.timeout = std::chrono::seconds(5);
    const auto record = runOne(std::move(task));
    CHECK(record.status == Status::unreachable);
    CHECK(record.duration < std::chrono::seconds(1));
}
