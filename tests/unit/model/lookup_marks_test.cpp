#include "model/lookup_marks.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace std::chrono_literals;
using model::LookupMarks;

namespace {

const MonoTime kTaken{1000h};

// Of a device that has been up for an hour, whose interfaces came ten seconds after its start.
const LookupMarks kKept{.sys_up_time = 360'000, .if_table_last_change = 1000, .taken = kTaken};

bool holdsAfter(Duration passed, LookupMarks seen, const LookupMarks& kept = kKept) {
    seen.taken = kTaken + passed;
    return stillHold(kept, seen, kTaken + passed);
}

}  // namespace

TEST_CASE("tables hold while the device's clock goes on and its interfaces stay") {
    CHECK(holdsAfter(0s, kKept));
    CHECK(holdsAfter(300s, {390'000, 1000}));
    CHECK_FALSE(holdsAfter(300s, {390'000, 375'000}));
    CHECK_FALSE(holdsAfter(300s, {390'000, 0}));
}

TEST_CASE("a device's clock may be late, and slow or fast by a fiftieth") {
    CHECK(holdsAfter(1000s, {360'000 + 98'000, 1000}));
    CHECK(holdsAfter(1000s, {360'000 + 102'000, 1000}));
    CHECK(holdsAfter(1s, {360'000 - 400, 1000}));
    CHECK_FALSE(holdsAfter(1000s, {360'000 + 90'000, 1000}));
    CHECK_FALSE(holdsAfter(1000s, {360'000 + 110'000, 1000}));
}

TEST_CASE("a restart shows when sysUpTime is back, and when it has grown beyond what it was") {
    CHECK_FALSE(holdsAfter(300s, {29'000, 1000}));
    CHECK_FALSE(holdsAfter(7200s, {710'000, 1000}));
    CHECK_FALSE(holdsAfter(300s, {0, 1000}));
}

// It could have restarted at once, and its clock would be where it is expected.
TEST_CASE("tables of a device that had hardly started do not hold") {
    const LookupMarks young{.sys_up_time = 300, .if_table_last_change = 0, .taken = kTaken};
    CHECK_FALSE(holdsAfter(100s, {10'300, 0}, young));
    CHECK_FALSE(holdsAfter(100s, {10'000, 0}, young));
}

TEST_CASE("a device without ifTableLastChange is known by its clock alone, one that gets or loses it is not known") {
    LookupMarks bare = kKept;
    bare.if_table_last_change.reset();
    CHECK(holdsAfter(60s, {366'000, {}}, bare));
    CHECK_FALSE(holdsAfter(60s, {366'000, 0}, bare));
    CHECK_FALSE(holdsAfter(60s, {366'000, {}}));
}

TEST_CASE("marks of the future hold nothing, nor does a clock that has wrapped") {
    CHECK_FALSE(holdsAfter(-1s, kKept));
    const LookupMarks late{.sys_up_time = 4'294'967'000, .if_table_last_change = 5, .taken = kTaken};
    CHECK_FALSE(holdsAfter(60s, {5'704, 5}, late));
}
