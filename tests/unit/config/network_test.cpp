#include "config/network.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using config::parseListen;
using config::parseNetwork;

namespace {

bool holds(std::string_view network, std::string_view address) {
    const auto parsed = parseNetwork(network);
    REQUIRE_MESSAGE(parsed.has_value(), parsed.error().message);
    return parsed->contains(*model::Address::parse(address, 161));
}

std::string wrong(std::string_view network) {
    const auto parsed = parseNetwork(network);
    return parsed ? "" : parsed.error().message;
}

}  // namespace

TEST_CASE("a network has the addresses of its prefix") {
    CHECK(holds("192.0.2.0/24", "192.0.2.255"));
    CHECK_FALSE(holds("192.0.2.0/24", "192.0.3.0"));
    CHECK(holds("192.0.2.128/25", "192.0.2.128"));
    CHECK_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
    CHECK(holds("0.0.0.0/0", "203.0.113.9"));
    CHECK_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
    CHECK(holds("2001:db8::/33", "2001:db8:7fff::1"));
    CHECK_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
    CHECK(holds("192.0.2.7", "192.0.2.7"));
    CHECK_FALSE(holds("192.0.2.7", "192.0.2.6"));
}

TEST_CASE("a network is written as it is read") {
    CHECK(parseNetwork("192.0.2.0/24")->toString() == "192.0.2.0/24");
    CHECK(parseNetwork("192.0.2.7")->toString() == "192.0.2.7/32");
    CHECK(parseNetwork("2001:db8::/32")->toString() == "2001:db8::/32");
}

TEST_CASE("what is no network is refused") {
    CHECK(wrong("192.0.2.1/24") == "\"192.0.2.1/24\" has bits set beyond its prefix; did you mean 192.0.2.0/24?");
    CHECK(wrong("192.0.2.0/33") == "\"192.0.2.0/33\": a prefix length is 0 to 32");
    CHECK(wrong("2001:db8::/129") == "\"2001:db8::/129\": a prefix length is 0 to 128");
    for (const char* text : {"192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/2 4", "192.0.2/24", "sw1", "", "/", "10.0.0.0-5"})
        CHECK_MESSAGE(wrong(text) != "", text);
}

TEST_CASE("a server listens on an address and a port") {
    CHECK(parseListen("127.0.0.1:9117")->toString() == "127.0.0.1:9117");
    CHECK(parseListen("[::1]:9117")->toString() == "[::1]:9117");
    CHECK(parseListen("0.0.0.0:0")->port == 0);
    for (const char* text : {"", ":9117", "9117", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:9117",
                             "[127.0.0.1]:1", "localhost:9117", "[::1]", "[::1]9117", "127.0.0.1:-1", "[::1:9117"})
        CHECK_MESSAGE(!parseListen(text).has_value(), text);
}

TEST_CASE("an address is in one network of each length") {
    const auto network = [](std::string_view address, uint32_t length) {
        return config::networkOf(*model::Address::parse(address, 161), length).toString();
    };
    CHECK(network("192.0.2.129", 24) == "192.0.2.0/24");
    CHECK(network("192.0.2.129", 25) == "192.0.2.128/25");
    CHECK(network("192.0.2.129", 32) == "192.0.2.129/32");
    CHECK(network("192.0.2.129", 1) == "128.0.0.0/1");
    CHECK(network("2001:db8:1:2:3::9", 64) == "2001:db8:1:2::/64");
    CHECK(network("2001:db8:1:2:3::9", 128) == "2001:db8:1:2:3::9/128");
}
