// Breaker: decides whether a host that has left several polls unanswered is polled at its next due time, or left alone
// until it is time to see whether it is back. The service keeps one for each host. It reads no clock; times are passed
// in.
#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace snmpolld::schedule {

struct BreakerSettings {
    uint32_t after = 3;                               // unanswered polls in a row; 0: no host ever becomes suspect
    Duration probe_every = std::chrono::seconds(60);  // a suspect host is probed no more often than this

    bool operator==(const BreakerSettings&) const = default;
};

class Breaker {
  public:
    // The poll scheduled for this time is made, or a probe in its place.
    void asked(MonoTime due) { last_asked_ = due; }
    // The poll or probe has ended without an answer, or with one. Both return true if this has changed whether the host
    // is suspect.
    bool silent(const BreakerSettings& settings);
    bool answered(const BreakerSettings& settings);

    bool isSuspect(const BreakerSettings& settings) const { return settings.after > 0 && silences_ >= settings.after; }
    // Whether the host is suspect and a probe at this due time would be too early.
    bool isResting(const BreakerSettings& settings, MonoTime due) const {
        return isSuspect(settings) && due < last_asked_ + settings.probe_every;
    }
    uint32_t silences() const { return silences_; }  // consecutive polls and probes without an answer

  private:
    MonoTime last_asked_{};
    uint32_t silences_ = 0;
};

}  // namespace snmpolld::schedule
