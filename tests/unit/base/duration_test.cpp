#include "base/duration.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace std::chrono_literals;

TEST_CASE("a duration is a number with its unit") {
    CHECK(parseDuration("500ms") == Duration(500ms));
    CHECK(parseDuration("5s") == Duration(5s));
    CHECK(parseDuration("1.5m") == Duration(90s));
    CHECK(parseDuration("2h") == Duration(2h));
    CHECK(parseDuration("1d") == Duration(24h));
    CHECK(parseDuration("0") == Duration::zero());
    CHECK(parseDuration("0s") == Duration::zero());
}

TEST_CASE("what is no duration is refused with an example") {
    for (const char* text : {"", "s", "5", "5 s", "-1s", "1s ", "1w", "5S", "nan", "nans", "inf", "infs", "1e400s",
                             "3660.5d", "1h30m", "0x10s", "+5s", "1..5s"}) {
        CAPTURE(text);
        const auto duration = parseDuration(text);
        REQUIRE_FALSE(duration.has_value());
        CHECK(duration.error().message.find("is not a duration such as 500ms") != std::string::npos);
    }
}

TEST_CASE("the written form is the shortest that reads back") {
    CHECK(formatDuration(Duration::zero()) == "0s");
    CHECK(formatDuration(60s) == "1m");
    CHECK(formatDuration(90s) == "90s");
    CHECK(formatDuration(1500ms) == "1500ms");
    CHECK(formatDuration(48h) == "2d");
    CHECK(formatDuration(1ns) == "1ns");
    for (const Duration d : {Duration(7ns), Duration(1234567us), Duration(3661s), Duration(36h)})
        CHECK(parseDuration(formatDuration(d)) == d);
}

TEST_CASE("what was measured is rounded for people, what was configured is not") {
    using namespace std::chrono_literals;
    CHECK(roundedDuration(4731ms) == "4731ms");
    CHECK(roundedDuration(4731216123ns) == "4.7s");
    CHECK(roundedDuration(312345678ns) == "312ms");
    CHECK(roundedDuration(1234567ns) == "1235us");
    CHECK(roundedDuration(99999999999ns) == "100.0s");
    CHECK(roundedDuration(123456789123ns) == "123s");
    CHECK(roundedDuration(1500ms) == "1500ms");
    CHECK(roundedDuration(0s) == "0s");
}
