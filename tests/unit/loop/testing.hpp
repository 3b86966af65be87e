// Loop helpers of this folder's tests: run until something has happened, with a limit that fails the test.
#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>

#include "../temporary_folder.hpp"
#include "loop/loop.hpp"

namespace snmpolld::loop::testing {

// A loop turn at a time, at least one each millisecond, so that no call is needed to end it.
inline bool runUntil(Loop& loop, const std::function<bool()>& happened, Duration limit = std::chrono::seconds(10)) {
    std::signal(SIGPIPE, SIG_IGN);
    const MonoTime deadline = monoNow() + limit;
    Timer tick(loop, [] {});
    tick.startEvery(std::chrono::milliseconds(1));
    while (!happened()) {
        if (monoNow() >= deadline) return false;
        uv_run(loop.raw(), UV_RUN_ONCE);
    }
    return true;
}

// So many turns of the loop: what is due now and what follows from it has happened afterwards.
inline void runTurns(Loop& loop, int turns) {
    CHECK(runUntil(loop, [&] { return turns-- == 0; }));
}

using snmpolld::test::contentOf;
using snmpolld::test::TemporaryFolder;

}  // namespace snmpolld::loop::testing
