#include "model/address.hpp"

#include <doctest/doctest.h>

#include <unordered_set>

using namespace snmpolld::model;

TEST_CASE("IPv4 and IPv6 literals are read and written") {
    CHECK(Address::parse("192.0.2.1", 161)->toString() == "192.0.2.1:161");
    CHECK(Address::parse("2001:DB8::0:1", 1161)->toString() == "[2001:db8::1]:1161");
    CHECK(Address::parse("::ffff:192.0.2.1", 161)->family == Family::ipv6);
    CHECK(Address::parse("::", 161)->hostString() == "::");
}

TEST_CASE("names and half addresses are no literals") {
    for (const char* text : {"", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1.", "0x7f.1", "192.0.2.1/24", "[::1]",
                             ":::", "::1%", "192.0.2.1%lo", "::1%no-such-zone"}) {
        CAPTURE(text);
        CHECK_FALSE(Address::parse(text, 161).has_value());
    }
}

TEST_CASE("a socket address and back is the same") {
    for (const char* text : {"192.0.2.1", "2001:db8::1", "fe80::1%1"}) {
        const auto address = Address::parse(text, 1161);
        REQUIRE(address.has_value());
        sockaddr_storage storage{};
        const socklen_t length = address->toSockaddr(storage);
        CHECK(length > 0);
        CHECK(Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&storage)) == address);
    }
    sockaddr other{};
    other.sa_family = AF_UNIX;
    CHECK_FALSE(Address::fromSockaddr(&other).has_value());
}

TEST_CASE("hashes of neighbours differ") {
    std::unordered_set<size_t> hashes;
    for (uint8_t i = 0; i < 255; ++i) {
        Address address = *Address::parse("10.0.0.0", 161);
        address.bytes[3] = i;
        hashes.insert(AddressHash{}(address));
    }
    CHECK(hashes.size() == 255);
}
