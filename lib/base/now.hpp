// Now: one moment on both clocks, for what turns times of this machine's monotonic clock into times that people or
// later starts understand.
#pragma once

#include "base/clock.hpp"

namespace snmpolld {

struct Now {
    MonoTime mono;
    WallTime wall;

    static Now read() { return {monoNow(), wallNow()}; }
};

}  // namespace snmpolld
