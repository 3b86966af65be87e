#include "loop/listen_socket.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "loop/handover.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;

namespace {

// 0, or why no connection can be made.
int connectTo(const std::string& text) {
    const auto to = parseListenAddress(text);
    REQUIRE(to);
    const UniqueFd client(::socket(to->address.ss_family, SOCK_STREAM, 0));
    return ::connect(client.get(), reinterpret_cast<const sockaddr*>(&to->address), to->size) == 0 ? 0 : errno;
}

}  // namespace

TEST_CASE("an address that cannot be listened on is said") {
    const auto first = openListenSocket("127.0.0.1:0");
    REQUIRE(first);
    const std::string taken = socketAddress(first->get());
    const auto second = openListenSocket(taken);
    REQUIRE_FALSE(second);
    CHECK(second.error().message == "listen on " + taken + ": bind: Address already in use");
    for (const char* bad : {"", "9117", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "localhost:1",
                            "::1:9117", "[::1]", "[::1:9117", "127.0.0.1:-1", "127.0.0.1: 1"}) {
        CAPTURE(bad);
        CHECK_FALSE(parseListenAddress(bad));
    }
    CHECK(parseListenAddress("[::1]:9117"));
    CHECK(parseListenAddress(":9117"));
}

TEST_CASE("IPv6 and every address can be listened on") {
    for (const char* address : {"[::1]:0", ":0"}) {
        const auto listening = openListenSocket(address);
        if (!listening) continue;  // a machine without IPv6
        CHECK(connectTo(socketAddress(listening->get())) == 0);
    }
}

TEST_CASE("a socket that was handed over can be accepted from, until its first owner stops it") {
    auto ends = handoverPair();
    REQUIRE(ends);
    CHECK_FALSE(takeOver(ends->second.get()));
    auto listening = openListenSocket("127.0.0.1:0");
    REQUIRE(listening);
    const std::string address = socketAddress(listening->get());
    REQUIRE(handOver(ends->first.get(), listening->get()));
    const auto taken = takeOver(ends->second.get());
    REQUIRE(taken);
    CHECK(socketAddress(taken->get()) == address);
    CHECK(connectTo(address) == 0);
    stopListening(listening->get());
    CHECK(connectTo(address) == ECONNREFUSED);
}

TEST_CASE("a child can send nothing where descriptors come from") {
    const auto ends = handoverPair();
    REQUIRE(ends);
    CHECK(::send(ends->second.get(), "x", 1, MSG_NOSIGNAL) == -1);
    CHECK(errno == EPIPE);
}
