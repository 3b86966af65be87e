#include "schedule/breaker.hpp"

#include <limits>

namespace snmpolld::schedule {

bool Breaker::silent(const BreakerSettings& settings) {
    const bool before = isSuspect(settings);
    if (silences_ < std::numeric_limits<uint32_t>::max()) ++silences_;
    return isSuspect(settings) && !before;
}

bool Breaker::answered(const BreakerSettings& settings) {
    const bool before = isSuspect(settings);
    silences_ = 0;
    return before;
}

}  // namespace snmpolld::schedule
