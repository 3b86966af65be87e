#include "child/upkeep.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::child;
using namespace std::chrono_literals;

namespace {

const MonoTime kStart = MonoTime(1000h);

// How long after its end the next process is due, to 10 ms.
Duration pauseOf(const Upkeep& upkeep, MonoTime ended) {
    Duration pause{};
    while (!upkeep.mustStart(ended + pause))
        pause += 10ms;
    return pause;
}

}  // namespace

TEST_CASE("the first process is due at once") {
    CHECK(Upkeep().mustStart(kStart));
    CHECK_FALSE(Upkeep().isOverdue(kStart));
}

TEST_CASE("one failure after another makes the pauses longer, up to the longest") {
    Upkeep upkeep;
    std::vector<Duration> pauses;
    for (int i = 0; i < 9; ++i) {
        upkeep.ended(kStart, false);
        pauses.push_back(pauseOf(upkeep, kStart));
    }
    CHECK(pauses == std::vector<Duration>{0ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 5000ms, 5000ms});
}

TEST_CASE("a success makes the next replacement come at once again") {
    Upkeep upkeep;
    for (int i = 0; i < 5; ++i)
        upkeep.ended(kStart, false);
    upkeep.succeeded();
    upkeep.ended(kStart, false);
    CHECK(pauseOf(upkeep, kStart) == 0ms);
}

TEST_CASE("an expected end is no failure") {
    Upkeep upkeep;
    for (int i = 0; i < 5; ++i)
        upkeep.ended(kStart, true);
    CHECK(pauseOf(upkeep, kStart) == 0ms);
}

TEST_CASE("failures of other children of the kind count if they are more") {
    Upkeep upkeep;
    upkeep.ended(kStart, false, 3);
    CHECK(pauseOf(upkeep, kStart) == 400ms);
    upkeep.ended(kStart, false, 0);
    CHECK(pauseOf(upkeep, kStart) == 100ms);
}

TEST_CASE("a process that does not become ready within the grace is overdue, a ready one is not") {
    Upkeep upkeep;
    upkeep.started(kStart);
    CHECK_FALSE(upkeep.isOverdue(kStart + Upkeep::kStartGrace - 1ms));
    CHECK(upkeep.isOverdue(kStart + Upkeep::kStartGrace));
    upkeep.ready();
    CHECK_FALSE(upkeep.isOverdue(kStart + 1h));
}

TEST_CASE("a process that was told to end has a short grace, whatever was left of the one before") {
    Upkeep upkeep;
    upkeep.started(kStart);
    upkeep.ready();
    upkeep.stopping(kStart + 1h);
    CHECK_FALSE(upkeep.isOverdue(kStart + 1h + Upkeep::kStopGrace - 1ms));
    upkeep.stopping(kStart + 1h + 400ms);
    CHECK(upkeep.isOverdue(kStart + 1h + Upkeep::kStopGrace));
    upkeep.started(kStart);
    upkeep.stopping(kStart + Upkeep::kStartGrace - 100ms);
    CHECK(upkeep.isOverdue(kStart + Upkeep::kStartGrace));
}

TEST_CASE("a longer grace may be given to a child that has much to work off") {
    Upkeep upkeep;
    upkeep.started(kStart);
    upkeep.ready();
    upkeep.stopping(kStart, 30s);
    CHECK_FALSE(upkeep.isOverdue(kStart + 29s));
    CHECK(upkeep.isOverdue(kStart + 30s));
}

TEST_CASE("a process that has ended is not overdue") {
    Upkeep upkeep;
    upkeep.started(kStart);
    upkeep.ended(kStart + 1s, false);
    CHECK_FALSE(upkeep.isOverdue(kStart + 1h));
}
