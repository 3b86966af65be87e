#include "supervisor/engines.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::supervisor;

namespace {

model::Address at(const std::string& literal, uint16_t port = 161) {
    return model::Address::parse(literal, port).value();
}

}  // namespace

TEST_CASE("an engine is known at each address where it was noted, and nowhere else") {
    Engines engines;
    CHECK_FALSE(engines.isKnown("e"));
    engines.note("e", at("192.0.2.1"));
    engines.note("e", at("192.0.2.2"));
    engines.note("e", at("192.0.2.3"));
    engines.note("f", at("192.0.2.4"));
    CHECK(engines.isKnown("e"));
    CHECK(engines.isAt("e", at("192.0.2.1")));
    CHECK(engines.isAt("e", at("192.0.2.3")));
    CHECK_FALSE(engines.isAt("e", at("192.0.2.4")));
    CHECK_FALSE(engines.isAt("e", at("192.0.2.1", 1161)));
    CHECK_FALSE(engines.isAt("f", at("192.0.2.1")));
    CHECK_FALSE(engines.isKnown("g"));
}

TEST_CASE("what is noted again and again stays known, however many others come, and their number is bounded") {
    constexpr size_t kMost = 10;
    Engines engines(kMost);
    for (int i = 0; i < 1000; ++i) {
        engines.note("steady", at("192.0.2.1"));
        engines.note("engine " + std::to_string(i), at("192.0.2.2"));
        CHECK(engines.isAt("steady", at("192.0.2.1")));
    }
    CHECK(engines.isKnown("engine 999"));
    CHECK_FALSE(engines.isKnown("engine 900"));
}
