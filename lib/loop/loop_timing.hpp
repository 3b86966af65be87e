// LoopTiming: implements Timing with the timers and turns of a Loop.
#pragma once

#include "loop/timing.hpp"

namespace snmpolld::loop {

class Loop;

class LoopTiming final : public Timing {
  public:
    explicit LoopTiming(Loop& loop) : loop_(loop) {}

    std::unique_ptr<Alarm> alarm(std::function<void()> fired) override;
    std::unique_ptr<Deferred> endOfTurn(std::function<void()> then) override;

  private:
    Loop& loop_;
};

}  // namespace snmpolld::loop
