#include "loop/loop_timing.hpp"

#include <utility>

#include "loop/loop.hpp"

namespace snmpolld::loop {

namespace {

class LoopAlarm final : public Alarm {
  public:
    LoopAlarm(Loop& loop, std::function<void()> fired) : timer_(loop, std::move(fired)) {}

    void startAt(MonoTime when) override { timer_.startAt(when); }
    void startEvery(Duration period) override { timer_.startEvery(period); }
    void stop() override { timer_.stop(); }

  private:
    Timer timer_;
};

class LoopDeferred final : public Deferred {
  public:
    LoopDeferred(Loop& loop, std::function<void()> then) : end_of_turn_(loop, std::move(then)) {}

    void arm() override { end_of_turn_.arm(); }

  private:
    EndOfTurn end_of_turn_;
};

}  // namespace

std::unique_ptr<Alarm> LoopTiming::alarm(std::function<void()> fired) {
    return std::make_unique<LoopAlarm>(loop_, std::move(fired));
}

std::unique_ptr<Deferred> LoopTiming::endOfTurn(std::function<void()> then) {
    return std::make_unique<LoopDeferred>(loop_, std::move(then));
}

}  // namespace snmpolld::loop
