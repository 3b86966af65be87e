#include "base/token_bucket.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace std::chrono_literals;

namespace {

const MonoTime kStart = MonoTime(1000h);

int taken(TokenBucket& rate, MonoTime now) {
    int count = 0;
    while (count < 100'000 && rate.take(now))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("a rate allows what its time brings and never more than a short burst") {
    TokenBucket rate(1000);
    taken(rate, kStart);
    CHECK(taken(rate, kStart) == 0);
    CHECK(taken(rate, kStart + 10ms) == 10);
    CHECK(taken(rate, kStart + 60s) == 50);
}

TEST_CASE("a rate says when the next one is allowed") {
    TokenBucket rate(10);
    taken(rate, kStart);
    const MonoTime next = rate.nextAt(kStart);
    CHECK(next > kStart);
    CHECK(next <= kStart + 101ms);
    CHECK(rate.take(next));
}

TEST_CASE("a rate below one a second still allows one now and then") {
    TokenBucket rate(0.5);
    taken(rate, kStart);
    CHECK(!rate.take(kStart + 1s));
    CHECK(rate.take(kStart + 3s));
}

TEST_CASE("a rate of 0 is no limit") {
    TokenBucket rate(0);
    CHECK(taken(rate, kStart) == 100'000);
    rate.spend(1e9, kStart);
    CHECK(rate.ready(kStart));
    CHECK(rate.isFull(kStart));
}

TEST_CASE("what was used without asking is a debt") {
    TokenBucket rate(100);
    taken(rate, kStart);
    rate.spend(200, kStart);
    CHECK(!rate.take(kStart + 2s));
    CHECK(rate.nextAt(kStart + 2s) > kStart + 2s);
    CHECK(taken(rate, kStart + 2020ms) == 2);
    CHECK(!rate.isFull(kStart + 2020ms));
    CHECK(rate.isFull(kStart + 3s));
}

TEST_CASE("a bucket with a burst of its own gives so much at once, and then so much a second") {
    TokenBucket rate(10, 25);
    CHECK(taken(rate, kStart) == 25);
    CHECK(taken(rate, kStart + 50ms) == 0);
    CHECK(taken(rate, kStart + 1s) == 10);
    CHECK(taken(rate, kStart + 1h) == 25);
}

TEST_CASE("what is added comes on top, up to the burst") {
    TokenBucket rate(1, 20);
    CHECK(taken(rate, kStart) == 20);
    rate.add(8);
    CHECK(taken(rate, kStart) == 8);
    rate.add(800);
    CHECK(taken(rate, kStart) == 20);
}

TEST_CASE("a clock that stands or goes back gives nothing") {
    TokenBucket rate(10, 1);
    CHECK(taken(rate, kStart) == 1);
    CHECK(taken(rate, kStart - 1h) == 0);
}
