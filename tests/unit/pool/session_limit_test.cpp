// How many exchanges a worker may hold open.
#include "pool/session_limit.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::pool;
using namespace std::chrono_literals;

namespace {

const MonoTime kStart = MonoTime(1000h);

// Grows from `at` on, for so long.
MonoTime grow(SessionLimit& limit, MonoTime at, Duration time) {
    for (const MonoTime end = at + time; at < end; at += 100ms)
        limit.grow(at);
    return at;
}

}  // namespace

TEST_CASE("what is configured holds, or what the receive buffers hold") {
    SessionLimit limit;
    limit.set(400, 0);
    CHECK(limit.now() == 400);
    limit.set(400, 6000);
    CHECK(limit.now() == 400);
    limit.set(10'000, 2944);
    CHECK(limit.now() == 2944);
    CHECK(limit.most() == 2944);
    limit.set(100, 2944);
    CHECK(limit.now() == 100);
}

TEST_CASE("an overflow halves it, once a second, down to a floor") {
    SessionLimit limit;
    limit.set(400, 0);
    limit.overflowed(kStart);
    limit.overflowed(kStart + 10ms);
    CHECK(limit.now() == 200);
    MonoTime at = kStart;
    for (int i = 0; i < 10; ++i)
        limit.overflowed(at += 1s);
    CHECK(limit.now() == SessionLimit::kFloor);
}

TEST_CASE("a small number of sessions is left as it is") {
    SessionLimit limit;
    limit.set(1, 0);
    limit.overflowed(kStart);
    CHECK(limit.now() == 1);
    limit.set(20, 0);
    limit.overflowed(kStart + 1s);
    CHECK(limit.now() == 16);
}

TEST_CASE("without losses it grows back in about a minute, and no further") {
    SessionLimit limit;
    limit.set(400, 0);
    limit.overflowed(kStart);
    MonoTime at = grow(limit, kStart, 5s);
    CHECK(limit.now() > 200);
    CHECK(limit.now() < 250);
    at = grow(limit, at, 60s);
    CHECK(limit.now() == 400);
    CHECK_FALSE(limit.grow(at + 10s));
}

TEST_CASE("an overflow while it grows halves it again") {
    SessionLimit limit;
    limit.set(400, 0);
    limit.overflowed(kStart);
    const MonoTime at = grow(limit, kStart, 3s);
    const int before = limit.now();
    limit.overflowed(at);
    CHECK(limit.now() == before / 2);
}

TEST_CASE("another setting does not forget an overflow") {
    SessionLimit limit;
    limit.set(400, 0);
    limit.overflowed(kStart);
    limit.set(1000, 0);
    CHECK(limit.now() == 200);
    limit.set(100, 0);
    CHECK(limit.now() == 100);
}
