// Schedule: phases, order, stalls, removal.
#include "schedule/schedule.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace snmpolld;
using namespace std::chrono_literals;
using schedule::firstDue;
using schedule::Schedule;

namespace {

const MonoTime kStart = MonoTime(1000h);
const WallTime kWall = WallTime(std::chrono::hours(24 * 365 * 50));

}  // namespace

TEST_CASE("a key's phase lies within one interval and is the same after a restart") {
    for (uint64_t key = 1; key < 1'000'000'000'000; key = key * 7 + 3) {
        const MonoTime first = firstDue(key, 60s, kStart, kWall);
        CHECK(first >= kStart);
        CHECK(first < kStart + 60s);
        CHECK(firstDue(key, 60s, kStart + 17s, kWall + 17s) == (first >= kStart + 17s ? first : first + 60s));
    }
}

TEST_CASE("phases spread over the interval") {
    std::set<int64_t> seconds;
    for (uint64_t key = 0; key < 2000; ++key)
        seconds.insert((firstDue(key * 0x9e3779b97f4a7c15ULL, 60s, kStart, kWall) - kStart) / 1s);
    CHECK(seconds.size() == 60);
}

TEST_CASE("what is due comes in order of time and is scheduled again one interval later") {
    Schedule schedule;
    schedule.add(0, kStart + 3s, 10s);
    schedule.add(1, kStart + 1s, 10s);
    CHECK(schedule.next() == kStart + 1s);
    CHECK(schedule.due(kStart).empty());
    const auto due = schedule.due(kStart + 3s);
    REQUIRE(due.size() == 2);
    CHECK(due[0].id == 1);
    CHECK(due[1].id == 0);
    CHECK(schedule.next() == kStart + 11s);
}

TEST_CASE("after a stall an entry is due once and keeps its phase") {
    Schedule schedule;
    schedule.add(0, kStart, 10s);
    const auto due = schedule.due(kStart + 1005s);
    REQUIRE(due.size() == 1);
    CHECK(due[0].at == kStart);
    CHECK(due[0].missed == 100);
    CHECK(schedule.next() == kStart + 1010s);
}

TEST_CASE("a removed entry is not due any more, and its id may be used again") {
    Schedule schedule;
    schedule.add(0, kStart, 10s);
    schedule.add(1, kStart + 5s, 10s);
    schedule.remove(0);
    schedule.remove(7);
    CHECK(schedule.next() == kStart + 5s);
    schedule.add(0, kStart + 1s, 20s);
    schedule.add(0, kStart + 2s, 20s);
    const auto due = schedule.due(kStart + 4s);
    REQUIRE(due.size() == 1);
    CHECK(due[0].at == kStart + 2s);
}

TEST_CASE("an empty schedule is never due") {
    Schedule schedule;
    CHECK(schedule.next() == MonoTime::max());
    CHECK(schedule.due(kStart).empty());
}

TEST_CASE("it can be said when one entry is due next") {
    Schedule schedule;
    for (uint32_t id = 0; id < 20; ++id)
        schedule.add(id, kStart + id * 1s, 60s);
    CHECK(schedule.nextOf(13) == kStart + 13s);
    schedule.due(kStart + 15s);
    CHECK(schedule.nextOf(13) == kStart + 73s);
    schedule.add(13, kStart + 99s, 60s);
    CHECK(schedule.nextOf(13) == kStart + 99s);
    schedule.remove(13);
    CHECK_FALSE(schedule.nextOf(13).has_value());
    CHECK_FALSE(schedule.nextOf(77).has_value());
}

TEST_CASE("whatever the intervals, everything is due at its times and nothing else is") {
    Schedule schedule;
    std::mt19937_64 chance(4711);
    std::map<uint32_t, std::pair<MonoTime, Duration>> expected;  // when, how often
    const auto add = [&](uint32_t id) {
        const Duration interval = std::chrono::milliseconds(1 + chance() % (id % 3 == 0 ? 300'000 : 2'000));
        const MonoTime first = kStart + Duration(static_cast<int64_t>(chance() % 200'000'000'000));
        schedule.add(id, first, interval);
        expected[id] = {first, interval};
    };
    for (uint32_t id = 0; id < 300; ++id)
        add(id);
    MonoTime now = kStart;
    for (int turn = 0; turn < 3000; ++turn) {
        now += Duration(static_cast<int64_t>(chance() % (turn % 100 == 0 ? 150'000'000'000 : 200'000'000)));
        const auto earliest =
            std::ranges::min_element(expected, {}, [](const auto& entry) { return entry.second.first; });
        REQUIRE(schedule.next() == earliest->second.first);
        MonoTime before = MonoTime::min();
        for (const auto& due : schedule.due(now)) {
            auto& [at, interval] = expected.at(due.id);
            REQUIRE(due.at == at);
            REQUIRE(due.at >= before);
            before = due.at;
            at += interval * static_cast<int64_t>(due.missed + 1);
            REQUIRE(at > now);
            REQUIRE(at - interval <= now);
        }
        for (const auto& [id, entry] : expected)
            REQUIRE(entry.first > now);
        const auto id = static_cast<uint32_t>(chance() % 300);
        schedule.remove(id);
        expected.erase(id);
        if (turn % 2 == 0) add(id);
    }
}
