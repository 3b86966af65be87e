#include "loop/listen_socket.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "loop/handover.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;

namespace {

sockaddr_storage anyPortOf(int family) {
    sockaddr_storage out{};
    if (family == AF_INET) {
        auto& four = reinterpret_cast<sockaddr_in&>(out);
        four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    } else {
        reinterpret_cast<sockaddr_in6&>(out).sin6_addr = in6addr_loopback;
    }
    out.ss_family = static_cast<sa_family_t>(family);
    return out;
}

socklen_t sizeOf(const sockaddr_storage& address) {
    return address.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
}

Result<UniqueFd> open(const sockaddr_storage& address) {
    return openListenSocket(address, sizeOf(address));
}

// 0, or why no connection can be made.
int connectTo(const sockaddr_storage& to) {
    const UniqueFd client(::socket(to.ss_family, SOCK_STREAM, 0));
    return ::connect(client.get(), reinterpret_cast<const sockaddr*>(&to), sizeOf(to)) == 0 ? 0 : errno;
}

bool areSame(const sockaddr_storage& a, const sockaddr_storage& b) {
    return std::memcmp(&a, &b, sizeOf(a)) == 0;
}

}  // namespace

TEST_CASE("an address that cannot be listened on is refused with the reason") {
    const auto first = open(anyPortOf(AF_INET));
    REQUIRE(first);
    const auto second = open(listensAt(first->get()));
    REQUIRE_FALSE(second);
    CHECK(second.error().message == "bind: Address already in use");
}

TEST_CASE("IPv4 and IPv6 can be listened on") {
    for (const int family : {AF_INET, AF_INET6}) {
        const auto listening = open(anyPortOf(family));
        if (!listening && family == AF_INET6) continue;  // a machine without IPv6
        REQUIRE(listening);
        CHECK(connectTo(listensAt(listening->get())) == 0);
    }
}

TEST_CASE("a socket that was handed over can be accepted from, until its first owner stops it") {
    auto ends = handoverPair();
    REQUIRE(ends);
    CHECK_FALSE(takeOver(ends->second.get()));
    auto listening = open(anyPortOf(AF_INET));
    REQUIRE(listening);
    const sockaddr_storage address = listensAt(listening->get());
    REQUIRE(handOver(ends->first.get(), listening->get()));
    const auto taken = takeOver(ends->second.get());
    REQUIRE(taken);
    CHECK(areSame(listensAt(taken->get()), address));
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
