#include "config/target_spec.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace snmpolld;
using config::hostAt;
using config::parseTarget;
using config::TargetSpec;

namespace {

// The host that record number `index` of the target carries.
std::string hostOf(std::string_view text, uint64_t index = 0) {
    const auto spec = parseTarget(text);
    REQUIRE_MESSAGE(spec.has_value(), std::string(text), ": ", spec.error().message);
    model::Target target;
    hostAt(*spec, index, target);
    return target.host;
}

uint64_t countOf(std::string_view text) {
    const auto spec = parseTarget(text);
    REQUIRE_MESSAGE(spec.has_value(), std::string(text), ": ", spec.error().message);
    return spec->count;
}

}  // namespace

TEST_CASE("a plain name or address is one host on port 161 over UDP") {
    for (const std::string text : {"sw1", "sw-1.example.com", "a_b", "10.0.0.1", "2001:db8::1", "3com", "localhost."}) {
        CAPTURE(text);
        const auto spec = parseTarget(text);
        REQUIRE(spec.has_value());
        CHECK(spec->node == text);
        CHECK(spec->count == 1);
        CHECK(spec->port == 161);
        CHECK_FALSE(spec->port_given);
        CHECK_FALSE(spec->community.has_value());
        CHECK(spec->transport == model::Transport::udp);
        CHECK(hostOf(text) == text);
    }
}

TEST_CASE("a port that was written is part of the record's host") {
    CHECK(hostOf("sw1:1161") == "sw1:1161");
    CHECK(hostOf("sw1:161") == "sw1:161");
    CHECK(hostOf("[2001:db8::1]:1161") == "[2001:db8::1]:1161");
    CHECK(hostOf("[2001:db8::1]") == "2001:db8::1");
    CHECK(hostOf("10.0.0.0/30:1161", 1) == "10.0.0.2:1161");
    CHECK(hostOf("[2001:db8::/126]:1161", 3) == "[2001:db8::3]:1161");
}

TEST_CASE("the last @ ends the community, and the text is without it") {
    const auto spec = parseTarget("tcp6:co@m:m@[2001:db8::1]:1161");
    REQUIRE(spec.has_value());
    CHECK(spec->community->reveal() == "co@m:m");
    CHECK(spec->text == "tcp6:[2001:db8::1]:1161");
    CHECK(spec->transport == model::Transport::tcp);
    CHECK(spec->ipv6_only);
    CHECK(spec->node == "2001:db8::1");
    CHECK(spec->port == 1161);
}

TEST_CASE("an IPv4 network leaves out its network and broadcast address from /30 on") {
    CHECK(countOf("10.0.0.0/24") == 254);
    CHECK(hostOf("10.0.0.0/24", 0) == "10.0.0.1");
    CHECK(hostOf("10.0.0.0/24", 253) == "10.0.0.254");
    CHECK(hostOf("10.0.0.77/24", 0) == "10.0.0.1");
    CHECK(countOf("10.0.0.0/30") == 2);
    CHECK(countOf("10.0.0.0/31") == 2);
    CHECK(hostOf("10.0.0.0/31", 0) == "10.0.0.0");
    CHECK(countOf("10.0.0.9/32") == 1);
    CHECK(hostOf("10.0.0.9/32") == "10.0.0.9");
    CHECK(countOf("10.0.0.0/8") == (1U << 24) - 2);
    CHECK(hostOf("10.0.0.0/8", (1U << 24) - 3) == "10.255.255.254");
    CHECK(hostOf("10.0.0.0/16", 256) == "10.0.1.1");
}

TEST_CASE("an IPv6 network has all of its addresses") {
    CHECK(countOf("2001:db8::/120") == 256);
    CHECK(hostOf("2001:db8::/120", 0) == "2001:db8::");
    CHECK(hostOf("2001:db8::/120", 255) == "2001:db8::ff");
    CHECK(countOf("2001:db8::/104") == 1U << 24);
    CHECK(countOf("2001:db8::1/128") == 1);
    CHECK(hostOf("2001:db8::/120:1161", 16) == "[2001:db8::10]:1161");
}

TEST_CASE("a range goes to its last octet or to its last address") {
    CHECK(countOf("10.0.0.1-50") == 50);
    CHECK(hostOf("10.0.0.1-50", 49) == "10.0.0.50");
    CHECK(countOf("10.0.0.1-10.0.1.20") == 276);
    CHECK(hostOf("10.0.0.1-10.0.1.20", 255) == "10.0.1.0");
    CHECK(countOf("10.0.0.5-5") == 1);
    CHECK(countOf("2001:db8::1-2001:db8::ff") == 255);
    CHECK(hostOf("public@10.0.0.1-3:1161", 2) == "10.0.0.3:1161");
}

TEST_CASE("the last address of all is reached without running over") {
    CHECK(hostOf("255.255.255.254-255", 1) == "255.255.255.255");
    CHECK(hostOf("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff00/120", 255) == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST_CASE("a host name with dashes and digits is no range") {
    CHECK(hostOf("sw-1") == "sw-1");
    CHECK(hostOf("10-gig.example") == "10-gig.example");
    CHECK(hostOf("10.0.0.1-rack.example") == "10.0.0.1-rack.example");
}

TEST_CASE("transport prefixes are read, and only those") {
    CHECK(parseTarget("tcp:sw1")->transport == model::Transport::tcp);
    CHECK(parseTarget("udp6:sw1")->ipv6_only);
    CHECK(parseTarget("udp:sw1:162")->port == 162);
    CHECK_FALSE(parseTarget("dtls:sw1").has_value());
    CHECK_FALSE(parseTarget("udp6:10.0.0.1").has_value());
    CHECK_FALSE(parseTarget("tcp6:10.0.0.0/24").has_value());
}

TEST_CASE("nonsense is refused with a sentence that names it") {
    const std::vector<std::string> nonsense{"",
                                            "@",
                                            "@sw1",
                                            "public@",
                                            ":161",
                                            "sw1:",
                                            "sw1:0",
                                            "sw1:65536",
                                            "sw1:-1",
                                            "sw1:161x",
                                            "10.0.0.256",
                                            "10.0.0",
                                            "1",
                                            "10.0.0.0/33",
                                            "10.0.0.0/",
                                            "10.0.0.0/-1",
                                            "10.0.0.0/7",
                                            "10.0.0.0/ 8",
                                            "sw1/24",
                                            "2001:db8::/129",
                                            "2001:db8::/64",
                                            "10.0.0.9-1",
                                            "10.0.0.1-256",
                                            "10.0.0.1-",
                                            "10.0.0.1-1.2",
                                            "10.0.0.1-::1",
                                            "::-::1:0:0:0:0",
                                            "[10.0.0.1]:161",
                                            "[::1",
                                            "[]",
                                            "[::1]161",
                                            "[::1]x",
                                            "::1::2",
                                            "sw 1",
                                            "sw1\n",
                                            "-sw1",
                                            "sw1-",
                                            "sw..1",
                                            ".",
                                            "caf\xc3\xa9",
                                            "sw1;reboot",
                                            "a\x1b[31m",
                                            "*",
                                            "sw1,sw2",
                                            "0.0.0.0-255.255.255.255",
                                            "fe80::1%no-such-zone",
                                            "10.0.0.1/24/24",
                                            "tcp:",
                                            "udp:udp:sw1"};
    for (const std::string& text : nonsense) {
        CAPTURE(text);
        const auto spec = parseTarget(text);
        REQUIRE_FALSE(spec.has_value());
        CHECK(spec.error().kind == ErrorKind::usage);
        CHECK(spec.error().message.find("target \"") == 0);
        CHECK(spec.error().message.find('\n') == std::string::npos);
        CHECK(spec.error().message.find('\x1b') == std::string::npos);
    }
}

TEST_CASE("a NUL ends nothing") {
    CHECK_FALSE(parseTarget(std::string_view("10.0.0.1\0x", 10)).has_value());
}

TEST_CASE("an error never shows the community") {
    for (const std::string text : {"hunter2@10.0.0.256", "hunter2@sw1:0", "tcp:hunter2@[::1", "hunter2@"}) {
        const auto spec = parseTarget(text);
        REQUIRE_FALSE(spec.has_value());
        CHECK(spec.error().message.find("hunter2") == std::string::npos);
    }
}

TEST_CASE("text without end is refused and not repeated") {
    const auto spec = parseTarget(std::string(100'000, 'a'));
    REQUIRE_FALSE(spec.has_value());
    CHECK(spec.error().message.size() < 1000);
    CHECK_FALSE(parseTarget(std::string(256, 'c') + "@sw1").has_value());
    CHECK(parseTarget(std::string(255, 'c') + "@sw1").has_value());
    CHECK_FALSE(parseTarget(std::string(64, 'a') + ".example").has_value());
}
