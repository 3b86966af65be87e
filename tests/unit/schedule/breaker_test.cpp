// Breaker: when a host becomes suspect, when it is probed, when it is well again.
#include "schedule/breaker.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace snmpolld;
using namespace std::chrono_literals;
using schedule::Breaker;
using schedule::BreakerSettings;

namespace {

const MonoTime kStart = MonoTime(1000h);
const BreakerSettings kDefaults;

// What is asked of a host that never answers, in seconds after its first due time.
std::vector<int64_t> askedAt(Duration interval, Duration until, const BreakerSettings& settings) {
    Breaker breaker;
    std::vector<int64_t> seconds;
    for (MonoTime due = kStart; due < kStart + until; due += interval) {
        if (breaker.isResting(settings, due)) continue;
        breaker.asked(due);
        breaker.silent(settings);
        seconds.push_back((due - kStart) / 1s);
    }
    return seconds;
}

Breaker suspect(MonoTime due) {
    Breaker breaker;
    breaker.asked(due);
    for (int i = 0; i < 3; ++i)
        breaker.silent(kDefaults);
    return breaker;
}

}  // namespace

TEST_CASE("a host is suspect with the third poll in a row that it does not answer, and says so once") {
    Breaker breaker;
    CHECK_FALSE(breaker.silent(kDefaults));
    CHECK_FALSE(breaker.silent(kDefaults));
    CHECK_FALSE(breaker.isSuspect(kDefaults));
    CHECK(breaker.silent(kDefaults));
    CHECK(breaker.isSuspect(kDefaults));
    CHECK_FALSE(breaker.silent(kDefaults));
    CHECK(breaker.silences() == 4);
}

TEST_CASE("an answer in between begins the count anew") {
    Breaker breaker;
    breaker.silent(kDefaults);
    breaker.silent(kDefaults);
    CHECK_FALSE(breaker.answered(kDefaults));
    breaker.silent(kDefaults);
    breaker.silent(kDefaults);
    CHECK_FALSE(breaker.isSuspect(kDefaults));
}

TEST_CASE("a suspect host is well again with one answer, and says so once") {
    Breaker breaker = suspect(kStart);
    CHECK(breaker.answered(kDefaults));
    CHECK_FALSE(breaker.isSuspect(kDefaults));
    CHECK_FALSE(breaker.isResting(kDefaults, kStart + 1s));
    CHECK_FALSE(breaker.answered(kDefaults));
}

TEST_CASE("a host that is not suspect never rests") {
    Breaker breaker;
    breaker.asked(kStart);
    breaker.silent(kDefaults);
    CHECK_FALSE(breaker.isResting(kDefaults, kStart + 1ms));
}

TEST_CASE("a suspect host rests until its last question is old enough, to the nanosecond") {
    const Breaker breaker = suspect(kStart);
    CHECK(breaker.isResting(kDefaults, kStart + 60s - 1ns));
    CHECK_FALSE(breaker.isResting(kDefaults, kStart + 60s));
}

TEST_CASE("with short intervals there is a probe a minute, at the due time at or after it") {
    CHECK(askedAt(10s, 200s, kDefaults) == std::vector<int64_t>{0, 10, 20, 80, 140});
    CHECK(askedAt(7s, 200s, kDefaults) == std::vector<int64_t>{0, 7, 14, 77, 140});
}

TEST_CASE("with long intervals every due time is a probe") {
    CHECK(askedAt(60s, 400s, kDefaults) == std::vector<int64_t>{0, 60, 120, 180, 240, 300, 360});
    CHECK(askedAt(100s, 400s, kDefaults) == std::vector<int64_t>{0, 100, 200, 300});
}

TEST_CASE("switched off, no host is suspect, however long it is silent") {
    const BreakerSettings off{.after = 0};
    CHECK(askedAt(1s, 10s, off).size() == 10);
    CHECK_FALSE(Breaker{}.isSuspect(off));
}

TEST_CASE("other settings count at once") {
    Breaker breaker = suspect(kStart);
    CHECK_FALSE(breaker.isSuspect({.after = 5}));
    CHECK(breaker.isSuspect({.after = 1}));
    CHECK_FALSE(breaker.isResting({.probe_every = 1s}, kStart + 1s));
}

TEST_CASE("it takes few octets: there may be a million hosts") {
    CHECK(sizeof(Breaker) <= 16);
}
