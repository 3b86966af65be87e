// Backoff: how long to wait before a request is made again: twice as long after each failure, up to a limit, and never
// quite the same for two who failed together.
#pragma once

#include <functional>
#include <optional>

#include "base/clock.hpp"

namespace snmpolld::writer {

class Backoff {
  public:
    // `random` gives numbers from 0 up to 1.
    Backoff(Duration least, Duration most, std::function<double()> random);

    // After a failure. At least what the server asks for, of which an hour at most is believed.
    Duration next(std::optional<Duration> asked_for = std::nullopt);
    void succeeded() { failures_ = 0; }

  private:
    const Duration least_;
    const Duration most_;
    const std::function<double()> random_;
    unsigned failures_ = 0;
};

}  // namespace snmpolld::writer
