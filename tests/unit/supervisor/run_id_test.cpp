#include "supervisor/run_id.hpp"

#include <doctest/doctest.h>

#include "base/clock.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace std::chrono_literals;

TEST_CASE("run ids are 26 characters, differ, and sort by time") {
    const WallTime now = wallNow();
    const std::string a = makeRunId(now);
    CHECK(a.size() == 26);
    CHECK(a != makeRunId(now));
    CHECK(a < makeRunId(now + 2ms));
    CHECK(makeRunId(WallTime(std::chrono::milliseconds(1469918176385))).starts_with("01ARYZ6S41"));
}
