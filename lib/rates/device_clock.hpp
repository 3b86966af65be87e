// DeviceClock: one device's sysUpTime beside our own monotonic clock, to tell a restart from a wrap and from a device
// that merely answered late. Used by RateKeeper; pure, the time is passed in.
#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace snmpolld::rates {

class DeviceClock {
  public:
    // When an answer was given, as far as we know: after its poll was begun, before its record came.
    struct Window {
        MonoTime begun{};
        MonoTime came{};
    };

    // Takes a sysUpTime in the order of answers. True: the device was restarted since the one before. `same_boot`:
    // SNMPv3 says that it was not (snmpEngineBoots unchanged), so that going back can only be a wrap.
    bool restarted(uint32_t ticks, Window when, bool same_boot);

    // A device's clock may be this much slower or faster than ours. Quartz is 1,000 times better; what is meant are
    // clocks counted in software, which lose interrupts under load, and virtual machines that are held.
    static constexpr double kDrift = 0.05;
    // Agents that read their clock only every few seconds. A device does not boot in less.
    static constexpr Duration kSlack = std::chrono::seconds(5);
    // Answers of one poll may come in another order than they were made.
    static constexpr uint32_t kDisorder = 100;
    // With unchanged snmpEngineBoots a wrap needs no exact time; but agents that never count their boots are known, and
    // going back by months within minutes is no wrap.
    static constexpr Duration kSameBootSlack = std::chrono::hours(24);

  private:
    bool wrapped(uint32_t ticks, Window when, bool same_boot) const;

    bool known_ = false;
    uint32_t ticks_ = 0;
    Window when_;
};

}  // namespace snmpolld::rates
