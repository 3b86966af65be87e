#include "loop/socket_watch.hpp"

#include <doctest/doctest.h>

#include "loop/process.hpp"
#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using loop::testing::runTurns;
using loop::testing::runUntil;

TEST_CASE("a socket is said to be readable or writable when that is waited for") {
    Loop loop;
    auto pair = socketPair();
    REQUIRE(pair);
    int readable = 0;
    int writable = 0;
    auto watch = SocketWatch::open(loop, pair->first.get(), [&](SocketEvents events) {
        readable += events.readable ? 1 : 0;
        writable += events.writable ? 1 : 0;
    });
    REQUIRE(watch);
    runTurns(loop, 3);
    CHECK(writable == 0);
    (*watch)->wait({.writable = true});
    CHECK(runUntil(loop, [&] { return writable > 1; }));
    CHECK(readable == 0);
    (*watch)->wait({.readable = true});
    CHECK(::write(pair->second.get(), "x", 1) == 1);
    CHECK(runUntil(loop, [&] { return readable > 1; }));
    (*watch)->wait({});
    readable = 0;
    runTurns(loop, 3);
    CHECK(readable == 0);
}

TEST_CASE("a SocketWatch may be destroyed inside its callback") {
    Loop loop;
    auto pair = socketPair();
    REQUIRE(pair);
    std::unique_ptr<SocketWatch> watch;
    watch = std::move(*SocketWatch::open(loop, pair->first.get(), [&](SocketEvents) { watch.reset(); }));
    watch->wait({.writable = true});
    CHECK(runUntil(loop, [&] { return !watch; }));
    runTurns(loop, 3);
}

TEST_CASE("a descriptor that cannot be polled is an error of the watch") {
    Loop loop;
    CHECK_FALSE(SocketWatch::open(loop, -1, [](SocketEvents) {}));
}
