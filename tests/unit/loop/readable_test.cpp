#include "loop/readable.hpp"

#include <doctest/doctest.h>

#include "loop/process.hpp"
#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using loop::testing::runUntil;

TEST_CASE("a descriptor is called readable when it is, in every turn until it has been read") {
    Loop loop;
    auto pair = socketPair();
    REQUIRE(pair);
    int called = 0;
    const auto watching = Readable::watch(loop, pair->first.get(), [&] { ++called; });
    REQUIRE(watching);
    testing::runTurns(loop, 5);
    CHECK(called == 0);
    CHECK(::write(pair->second.get(), "x", 1) == 1);
    CHECK(runUntil(loop, [&] { return called >= 3; }));
}

TEST_CASE("a Readable may be destroyed inside its callback") {
    Loop loop;
    auto pair = socketPair();
    REQUIRE(pair);
    CHECK(::write(pair->second.get(), "x", 1) == 1);
    std::unique_ptr<Readable> watching;
    watching = std::move(*Readable::watch(loop, pair->first.get(), [&] { watching.reset(); }));
    CHECK(runUntil(loop, [&] { return !watching; }));
    testing::runTurns(loop, 5);
}

TEST_CASE("a descriptor that cannot be watched is an error") {
    Loop loop;
    CHECK_FALSE(Readable::watch(loop, -1, [] {}));
}
