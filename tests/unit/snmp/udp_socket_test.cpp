// UdpSocket and the batches beneath it: nothing is lost, mixed up or cut on the way.
#include "snmp/udp_socket.hpp"

#include <doctest/doctest.h>
#include <poll.h>

#include <string>

#include "snmp/udp_ports.hpp"

using namespace snmpolld;
using namespace snmpolld::snmp;

namespace {

UdpSocket openSocket() {
    auto socket = UdpSocket::open(model::Family::ipv4);
    REQUIRE(socket.has_value());
    return std::move(*socket);
}

// A socket on 127.0.0.1, and where it is.
struct Receiver {
    Receiver() : socket(openSocket()) {
        address = *model::Address::parse("127.0.0.1", 0);
        to.length = address.toSockaddr(to.address);
        auto* const place = reinterpret_cast<sockaddr*>(&to.address);
        REQUIRE(::bind(socket.fd(), place, to.length) == 0);
        REQUIRE(::getsockname(socket.fd(), place, &to.length) == 0);
        address = *model::Address::fromSockaddr(place);
    }

    UdpSocket socket;
    model::Address address;
    Destination to;
};

Bytes bytesOf(const std::string& text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string textOf(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("datagrams arrive whole and in order, however many there are in a batch") {
    UdpSocket sender = openSocket();
    Receiver receiver;
    constexpr size_t kCount = 150;
    for (size_t i = 0; i < kCount; ++i)
        sender.send(bytesOf(std::string(i, 'x') + std::to_string(i)), receiver.to);
    sender.flush();
    size_t seen = 0;
    while (receiver.socket.receive(kBatchDatagrams))
        while (const auto datagram = receiver.socket.next()) {
            CHECK(textOf(datagram->bytes) == std::string(seen, 'x') + std::to_string(seen));
            ++seen;
        }
    CHECK(seen == kCount);
}

TEST_CASE("no more datagrams are taken than were asked for") {
    UdpSocket sender = openSocket();
    Receiver receiver;
    for (const char* text : {"one", "two", "three"})
        sender.send(bytesOf(text), receiver.to);
    sender.flush();
    REQUIRE(receiver.socket.receive(1));
    CHECK(textOf(receiver.socket.next()->bytes) == "one");
    CHECK_FALSE(receiver.socket.next().has_value());
    REQUIRE(receiver.socket.receive(0));  // one at least
    CHECK(textOf(receiver.socket.next()->bytes) == "two");
}

TEST_CASE("the largest datagram and an empty one arrive as they are") {
    UdpSocket sender = openSocket();
    Receiver receiver;
    const std::string large(65'507, 'l');
    sender.send(bytesOf(large), receiver.to);
    sender.send({}, receiver.to);
    sender.flush();
    REQUIRE(receiver.socket.receive(kBatchDatagrams));
    CHECK(textOf(receiver.socket.next()->bytes) == large);
    CHECK(receiver.socket.next()->bytes.empty());
}

TEST_CASE("a datagram that cannot be sent is refused, and those around it go out") {
    UdpSocket sender = openSocket();
    Receiver receiver;
    Destination nowhere;
    const auto broadcast = *model::Address::parse("255.255.255.255", 161);
    nowhere.length = broadcast.toSockaddr(nowhere.address);
    sender.send(bytesOf("before"), receiver.to);
    sender.send(bytesOf("lost"), nowhere);
    sender.send(bytesOf("after"), receiver.to);
    sender.flush();
    const auto refusals = sender.takeRefusals();
    REQUIRE(refusals.size() == 1);
    CHECK(refusals[0].destination == broadcast);
    CHECK(refusals[0].error != 0);
    REQUIRE(receiver.socket.receive(kBatchDatagrams));
    CHECK(textOf(receiver.socket.next()->bytes) == "before");
    if (auto second = receiver.socket.next())
        CHECK(textOf(second->bytes) == "after");
    else
        FAIL("the datagram after the refused one is missing");
}

#ifdef __linux__
TEST_CASE("a closed port is refused by its address, though the datagram went out in a batch") {
    UdpSocket sender = openSocket();
    Destination closed;
    model::Address address;
    {
        const Receiver gone;
        closed = gone.to;
        address = gone.address;
    }
    sender.send(bytesOf("anybody?"), closed);
    sender.flush();
    pollfd waiting{sender.fd(), POLLIN, 0};
    REQUIRE(::poll(&waiting, 1, 5000) == 1);
    sender.readErrors();
    const auto refusals = sender.takeRefusals();
    REQUIRE_FALSE(refusals.empty());
    CHECK(refusals[0].destination == address);
    CHECK(refusals[0].error == ECONNREFUSED);
}
#endif

TEST_CASE("exchanges get another socket when the answers of more would not fit into one's buffer") {
    UdpPorts ports(model::Family::ipv4);
    CHECK(ports.choose() == nullptr);
    REQUIRE(ports.open().has_value());
    UdpPort* const first = ports.choose();
    REQUIRE(first != nullptr);
    first->in_flight = first->capacity;
    UdpPort* const second = ports.choose();
    CHECK(second != first);
    CHECK(ports.all().size() == 2);
    --first->in_flight;
    CHECK(ports.choose() == first);
}

#ifdef __linux__

TEST_CASE("datagrams for which the receive buffer has no room are counted with the next one that it has room for") {
    UdpSocket sender = openSocket();
    Receiver receiver;
    const int smallest = 0;
    REQUIRE(::setsockopt(receiver.socket.fd(), SOL_SOCKET, SO_RCVBUF, &smallest, sizeof smallest) == 0);
    constexpr uint32_t kCount = 50;
    uint32_t seen = 0;
    const auto take = [&] {
        while (receiver.socket.receive(kBatchDatagrams))
            while (receiver.socket.next())
                ++seen;
    };
    for (uint32_t i = 0; i < kCount; ++i)
        sender.send(bytesOf(std::string(1000, 'x')), receiver.to);
    sender.flush();
    take();
    CHECK(seen < kCount);
    sender.send(bytesOf("another"), receiver.to);
    sender.flush();
    take();
    CHECK(receiver.socket.dropped() == kCount + 1 - seen);
}

#endif
