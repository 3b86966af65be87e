// Files that outputs write, and a loop that runs until something has happened.
#pragma once

#include <csignal>
#include <functional>

#include "../temporary_folder.hpp"
#include "loop/loop.hpp"

namespace snmpolld::sink::testing {

inline bool runUntil(loop::Loop& loop, const std::function<bool()>& happened) {
    std::signal(SIGPIPE, SIG_IGN);
    const MonoTime deadline = monoNow() + std::chrono::seconds(10);
    loop::Timer tick(loop, [] {});
    tick.startEvery(std::chrono::milliseconds(1));
    while (!happened()) {
        if (monoNow() >= deadline) return false;
        uv_run(loop.raw(), UV_RUN_ONCE);
    }
    return true;
}

using test::contentOf;
using test::TemporaryFolder;

}  // namespace snmpolld::sink::testing
