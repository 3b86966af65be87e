#include "rates/device_clock.hpp"

#include <algorithm>

namespace snmpolld::rates {

namespace {

double secondsOf(uint32_t ticks) {
    return ticks / 100.0;
}

double atLeast(double elapsed) {
    return elapsed * (1 - DeviceClock::kDrift) - toSeconds(DeviceClock::kSlack);
}

double atMost(double elapsed) {
    return elapsed * (1 + DeviceClock::kDrift) + toSeconds(DeviceClock::kSlack);
}

}  // namespace

// While a clock stands still, the time at which its value was first seen is kept, so that it may catch up later.
bool DeviceClock::restarted(uint32_t ticks, Window when, bool same_boot) {
    if (known_ && ticks == ticks_) return false;
    const bool same_poll = known_ && when.begun < when_.came;
    const bool back = known_ && ticks < ticks_;
    if (back && same_poll && ticks_ - ticks <= kDisorder) return false;
    const double elapsed = std::max(0.0, toSeconds(when.begun - when_.came));
    const bool restarted =
        known_ && (back ? !wrapped(ticks, when, same_boot) : secondsOf(ticks - ticks_) < atLeast(elapsed));
    known_ = true;
    ticks_ = ticks;
    when_ = when;
    return restarted;
}

bool DeviceClock::wrapped(uint32_t ticks, Window when, bool same_boot) const {
    const double advance = secondsOf(ticks - ticks_);
    const double shortest = std::max(0.0, toSeconds(when.begun - when_.came));
    const double longest = toSeconds(when.came - when_.begun);
    if (same_boot) return advance <= 2 * longest + toSeconds(kSameBootSlack);
    return advance >= atLeast(shortest) && advance <= atMost(longest);
}

}  // namespace snmpolld::rates
