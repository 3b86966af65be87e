// Now: one moment on both clocks, for turning times of this machine's monotonic clock into times that people, or later
// starts of the program, understand.
#pragma once

#include "base/clock.hpp"

namespace snmpolld {

struct Now {
    MonoTime mono;
    WallTime wall;

    static Now read() { return {monoNow(), wallNow()}; }
};

}  // namespace snmpolld
