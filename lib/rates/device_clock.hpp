// DeviceClock: compares a device's sysUpTime with our own monotonic clock, to tell a restart from a wrap and from an
// answer that was merely late. Used by RateKeeper; it reads no clock, the time is passed in.
#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace snmpolld::rates {

class DeviceClock {
  public:
    // When an answer was given, as far as we know: after its poll had begun and before its record arrived.
    struct Window {
        MonoTime begun{};
        MonoTime came{};
    };

    // To be called with each sysUpTime in the order of the answers. Returns true if the device has restarted since the
    // previous one. `same_boot` means that SNMPv3 rules a restart out (snmpEngineBoots is unchanged), so a clock that
    // went back can only have wrapped.
    bool restarted(uint32_t ticks, Window when, bool same_boot);

    // A device's clock may run this much slower or faster than ours. Quartz is 1,000 times better; the allowance is for
    // clocks that are counted in software and lose interrupts under load, and for virtual machines that are paused.
    static constexpr double kDrift = 0.05;
    // Some agents read their clock only every few seconds. No device restarts in less time than this.
    static constexpr Duration kSlack = std::chrono::seconds(5);
    // The answers of one poll may arrive in a different order from the one in which the device made them.
    static constexpr uint32_t kDisorder = 100;
    // If snmpEngineBoots is unchanged, a wrap need not fall at exactly the right time. Some agents never count their
    // boots, though, and a clock that goes back by months within minutes has not wrapped.
    static constexpr Duration kSameBootSlack = std::chrono::hours(24);

  private:
    bool wrapped(uint32_t ticks, Window when, bool same_boot) const;

    bool known_ = false;
    uint32_t ticks_ = 0;
    Window when_;
};

}  // namespace snmpolld::rates
