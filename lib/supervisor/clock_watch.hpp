// ClockWatch: notices that somebody has set the wall clock, by comparing it with the monotonic clock every few seconds,
// and says so in the log. Schedule and deadlines do not depend on the wall clock; the times in records do.
#pragma once

#include <memory>
#include <optional>

#include "base/clocks.hpp"
#include "loop/timing.hpp"

namespace snmpolld::supervisor {

class ClockWatch {
  public:
    static constexpr Duration kEvery = std::chrono::seconds(5);
    static constexpr Duration kLeastStep = std::chrono::seconds(2);  // slewing changes less than that in kEvery

    ClockWatch(const Clocks& clocks, loop::Timing& timing);

    // By how much the wall clock was set since the last look, if it was; logged as well.
    std::optional<Duration> look();

  private:
    std::optional<Duration> read() const;

    const Clocks& clocks_;
    std::optional<Duration> offset_;  // of the wall clock from the monotonic one at the last look
    std::unique_ptr<loop::Alarm> alarm_;
};

}  // namespace snmpolld::supervisor
