// WallTimes: converts moments of the monotonic clock to wall-clock time. Records come many at a time, so the clocks are
// read only for a moment later than the last reading.
#pragma once

#include "base/clocks.hpp"

namespace snmpolld::supervisor {

class WallTimes {
  public:
    explicit WallTimes(const Clocks& clocks) : clocks_(clocks) {}

    WallTime of(MonoTime moment) {
        if (moment >= read_.mono) read_ = clocks_.now();
        return read_.wall - std::chrono::duration_cast<WallTime::duration>(read_.mono - moment);
    }

  private:
    const Clocks& clocks_;
    Now read_{};
};

}  // namespace snmpolld::supervisor
