#include "config/allowed_targets.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::config;
using model::Transport;

namespace {

bool allows(std::string_view entry, std::string_view address, uint16_t port, Transport over = Transport::udp) {
    const auto parsed = parseAllowedTargets(entry);
    REQUIRE_MESSAGE(parsed.has_value(), parsed.error().message);
    return parsed->allow(*model::Address::parse(address, port), over);
}

}  // namespace

TEST_CASE("without a transport it is UDP, without ports any of them") {
    CHECK(allows("192.0.2.0/24", "192.0.2.9", 161));
    CHECK(allows("192.0.2.0/24", "192.0.2.9", 65535));
    CHECK_FALSE(allows("192.0.2.0/24", "192.0.2.9", 161, Transport::tcp));
    CHECK_FALSE(allows("192.0.2.0/24", "192.0.3.9", 161));
    CHECK(allows("tcp:192.0.2.0/24", "192.0.2.9", 161, Transport::tcp));
    CHECK_FALSE(allows("tcp:192.0.2.0/24", "192.0.2.9", 161));
    CHECK(allows("udp:2001:db8::/32", "2001:db8::1", 161));
}

TEST_CASE("ports are one or a range") {
    CHECK(allows("192.0.2.7:161", "192.0.2.7", 161));
    CHECK_FALSE(allows("192.0.2.7:161", "192.0.2.7", 162));
    CHECK(allows("tcp:[2001:db8::/32]:1000-2000", "2001:db8::1", 2000, Transport::tcp));
    CHECK_FALSE(allows("tcp:[2001:db8::/32]:1000-2000", "2001:db8::1", 999, Transport::tcp));
    CHECK(allows("[2001:db8::1]", "2001:db8::1", 7));
}

TEST_CASE("an entry is written as it is read") {
    for (const char* text : {"192.0.2.0/24", "tcp:192.0.2.0/24", "192.0.2.7/32:161", "tcp:192.0.2.0/24:161-165",
                             "2001:db8::/32", "[2001:db8::/32]:161", "tcp:[2001:db8::/32]:1-1023"})
        CHECK(parseAllowedTargets(text)->toString() == text);
    CHECK(parseAllowedTargets("udp:192.0.2.7:1-65535")->toString() == "192.0.2.7/32");
}

TEST_CASE("what is no entry is said") {
    for (const char* text : {"", "tcp:", "sctp:192.0.2.1", "192.0.2.0/24:", "192.0.2.0/24:0", "192.0.2.0/24:65536",
                             "192.0.2.0/24:7-", "192.0.2.0/24:9-7", "192.0.2.0/24:x", "[192.0.2.1",
                             "[2001:db8::1]:", "192.0.2.1:161:162", "tcp:tcp:192.0.2.1"})
        CHECK_MESSAGE(!parseAllowedTargets(text), text);
}
