#include "model/rate.hpp"

#include <array>

namespace snmpolld::model {

std::string_view rateReason(RateState state) {
    constexpr std::array<std::string_view, 6> kReasons{"", "", "first", "reset", "discontinuity", "no_clock"};
    return kReasons[static_cast<size_t>(state)];
}

}  // namespace snmpolld::model
