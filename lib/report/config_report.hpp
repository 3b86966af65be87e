// ConfigReport: which config is in use and how the last reload ended, for `status` and /metrics.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace snmpolld::report {

struct ConfigReport {
    std::string file;
    uint64_t hash = 0;     // of the config in use
    WallTime loaded_at{};  // when it was taken over
    std::string trouble;   // why the last reload failed; empty: it succeeded, or there was none
};

}  // namespace snmpolld::report
