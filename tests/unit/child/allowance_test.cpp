#include "child/allowance.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::child;
using namespace std::chrono_literals;

namespace {

const MonoTime kStart = MonoTime(1000h);

int taken(Allowance& allowance, MonoTime now) {
    int count = 0;
    while (count < 1000 && allowance.take(now))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("a child may say so much at once, and then so much a second") {
    Allowance allowance({.per_second = 10, .at_once = 25});
    CHECK(taken(allowance, kStart) == 25);
    CHECK(taken(allowance, kStart + 50ms) == 0);
    CHECK(taken(allowance, kStart + 1s) == 10);
    CHECK(taken(allowance, kStart + 1h) == 25);
}

TEST_CASE("what a child is asked for comes on top, up to what it may say at once") {
    Allowance allowance({.per_second = 1, .at_once = 20});
    CHECK(taken(allowance, kStart) == 20);
    allowance.grant(8);
    CHECK(taken(allowance, kStart) == 8);
    allowance.grant(800);
    CHECK(taken(allowance, kStart) == 20);
}

TEST_CASE("a clock that stands or goes back gives nothing") {
    Allowance allowance({.per_second = 10, .at_once = 1});
    CHECK(taken(allowance, kStart) == 1);
    CHECK(taken(allowance, kStart - 1h) == 0);
}
