// Breaker: whether a host that has not answered for some polls is polled at its next due time, or left alone until it
// is time to see whether it is back. One for each host of a service. Pure: times are passed in.
#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace snmpolld::schedule {

struct BreakerSettings {
    uint32_t after = 3;                               // polls in a row without any answer; 0: no host is suspect
    Duration probe_every = std::chrono::seconds(60);  // of a suspect host, at the most

    bool operator==(const BreakerSettings&) const = default;
};

class Breaker {
  public:
    // The scheduled poll of this due time is made, or a probe in its place.
    void asked(MonoTime due) { last_asked_ = due; }
    // It has ended. true: with this the host has become suspect, or is not any more.
    bool silent(const BreakerSettings& settings);
    bool answered(const BreakerSettings& settings);

    bool isSuspect(const BreakerSettings& settings) const { return settings.after > 0 && silences_ >= settings.after; }
    // It is suspect, and a probe at this due time would be too early.
    bool isResting(const BreakerSettings& settings, MonoTime due) const {
        return isSuspect(settings) && due < last_asked_ + settings.probe_every;
    }
    uint32_t silences() const { return silences_; }  // polls and probes in a row without any answer

  private:
    MonoTime last_asked_{};
    uint32_t silences_ = 0;
};

}  // namespace snmpolld::schedule
