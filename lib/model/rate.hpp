// Rate: how fast a counter grew since the poll before, by the device's own clock (sysUpTime), or why that is not known.
#pragma once

#include <cstdint>
#include <string_view>

namespace snmpolld::model {

enum class RateState : uint8_t {
    none,           // not a counter
    rated,          // per_second holds
    first,          // there is no earlier value
    reset,          // the device was restarted in between
    discontinuity,  // the counter was reset: ifCounterDiscontinuityTime moved, or it fell further than a wrap explains
    no_clock,       // sysUpTime was not answered, or stood still
};

struct Rate {
    RateState state = RateState::none;
    double per_second = 0;

    bool operator==(const Rate&) const = default;
};

// "first", "reset" ..; "" for none and rated.
std::string_view rateReason(RateState state);

}  // namespace snmpolld::model
