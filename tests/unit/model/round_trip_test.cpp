#include "model/round_trip.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace std::chrono_literals;
using model::RoundTrip;
using model::Tries;
using model::waitOfTry;

namespace {

RoundTrip after(std::initializer_list<Duration> samples) {
    RoundTrip out;
    for (const Duration sample : samples)
        out.add(sample);
    return out;
}

RoundTrip afterMany(Duration sample, RoundTrip out = {}) {
    for (int i = 0; i < 200; ++i)
        out.add(sample);
    return out;
}

}  // namespace

TEST_CASE("the round trip is smoothed as RFC 6298 says") {
    CHECK(after({}).known() == false);
    CHECK(after({80ms}) == RoundTrip{80ms, 40ms});
    CHECK(after({80ms, 160ms}) == RoundTrip{90ms, 50ms});
    CHECK(after({80ms, 160ms, 10ms}) == RoundTrip{80ms, 57500us});
    CHECK(after({0ns, 0ns}).known());
}

TEST_CASE("every try of a host of which nothing is known waits for the whole timeout") {
    for (int number = 0; number <= 3; ++number)
        CHECK(waitOfTry({}, {1s, 200ms, 3}, number) == 1s);
}

TEST_CASE("tries wait twice as long each time, and the last one for the whole timeout") {
    const Tries tries{5s, 200ms, 4};
    const RoundTrip near{5ms, 1ms};
    CHECK(waitOfTry(near, tries, 0) == 200ms);
    CHECK(waitOfTry(near, tries, 1) == 400ms);
    CHECK(waitOfTry(near, tries, 2) == 800ms);
    CHECK(waitOfTry(near, tries, 3) == 1600ms);
    CHECK(waitOfTry(near, tries, 4) == 5s);
    CHECK(waitOfTry({300ms, 50ms}, tries, 0) == 500ms);
    CHECK(waitOfTry({300ms, 1s}, tries, 0) == 4300ms);
    CHECK(waitOfTry({300ms, 1s}, tries, 1) == 5s);
    CHECK(waitOfTry({9s, 1s}, tries, 0) == 5s);
    CHECK(waitOfTry({1h, 1h}, {10min, 200ms, 100}, 99) == 10min);
}

TEST_CASE("without retries the only try waits for the whole timeout, whatever is known") {
    CHECK(waitOfTry({5ms, 1ms}, {1s, 200ms, 0}, 0) == 1s);
}

TEST_CASE("a timeout below timeout_min counts") {
    CHECK(waitOfTry({5ms, 1ms}, {100ms, 200ms, 2}, 0) == 100ms);
}

TEST_CASE("a host that always takes the same time has a margin, and one that becomes slow is waited for") {
    const RoundTrip steady = afterMany(500ms);
    CHECK(steady.variation < 1ms);
    CHECK(waitOfTry(steady, {5s, 200ms, 2}, 0) >= 740ms);
    RoundTrip changed = afterMany(5ms);
    changed.add(600ms);
    CHECK(waitOfTry(changed, {5s, 200ms, 2}, 0) > 600ms);
    CHECK(waitOfTry(afterMany(5ms, changed), {5s, 200ms, 2}, 0) == 200ms);
}
