#include "supervisor/clock_watch.hpp"

#include <doctest/doctest.h>

#include "world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;

TEST_CASE("a wall clock that is set by hours is noticed once, forwards and backwards") {
    FakeClocks clocks;
    FakeTiming timing{clocks};
    ClockWatch watch(clocks, timing);
    timing.advance(1min);
    CHECK_FALSE(watch.look());
    clocks.now.wall += 3h;
    CHECK(watch.look() == Duration(3h));
    CHECK_FALSE(watch.look());
    clocks.now.wall -= 5h;
    CHECK(watch.look() == Duration(-5h));
    timing.advance(1min);
    CHECK_FALSE(watch.look());
}

TEST_CASE("a wall clock that is slewed is not said to be set") {
    FakeClocks clocks;
    FakeTiming timing{clocks};
    ClockWatch watch(clocks, timing);
    for (int i = 0; i < 1000; ++i) {
        clocks.now.mono += 5s;
        clocks.now.wall += 5s + 50ms;
        CHECK_FALSE(watch.look());
    }
}

TEST_CASE("the clock is looked at every few seconds") {
    FakeClocks clocks;
    FakeTiming timing{clocks};
    ClockWatch watch(clocks, timing);
    clocks.now.wall += 1h;
    timing.advance(ClockWatch::kEvery);
    CHECK_FALSE(watch.look());
}
