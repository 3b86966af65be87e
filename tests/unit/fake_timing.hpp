// Clocks that stand until they are moved, and the timers and turns of a loop that follow them.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/clocks.hpp"
#include "loop/timing.hpp"

namespace snmpolld::test {

class FakeClocks final : public Clocks {
  public:
    MonoTime mono() const override {
        now.mono += each_look;
        return now.mono;
    }
    WallTime wall() const override { return now.wall; }

    Duration each_look{};  // the time that passes from one look at the monotonic clock to the next
    mutable Now now{MonoTime(std::chrono::seconds(100'000)), WallTime(std::chrono::seconds(1'000'000))};
};

class FakeTiming final : public loop::Timing {
  public:
    explicit FakeTiming(FakeClocks& clocks) : clocks_(clocks) {}

    std::unique_ptr<loop::Alarm> alarm(std::function<void()> fired) override {
        return std::make_unique<FakeAlarm>(*this, std::move(fired));
    }
    std::unique_ptr<loop::Deferred> endOfTurn(std::function<void()> then) override {
        return std::make_unique<FakeDeferred>(*this, std::move(then));
    }

    // Ends turns until nothing is left to be done at their ends.
    void endTurns() {
        while (!armed_.empty())
            for (FakeDeferred* deferred : std::exchange(armed_, {}))
                deferred->run();
    }

    // Time passes, and the timers fire on their way.
    void advance(Duration by) {
        const MonoTime until = clocks_.now.mono + by;
        while (FakeAlarm* next = nextUntil(until)) {
            moveTo(std::max(next->when(), clocks_.now.mono));
            next->fire();
            endTurns();
        }
        moveTo(until);
    }

  private:
    class FakeAlarm final : public loop::Alarm {
      public:
        FakeAlarm(FakeTiming& timing, std::function<void()> fired) : timing_(timing), fired_(std::move(fired)) {
            timing_.alarms_.push_back(this);
        }
        ~FakeAlarm() override { std::erase(timing_.alarms_, this); }

        void startAt(MonoTime when) override {
            when_ = when;
            period_ = Duration::zero();
        }
        void startEvery(Duration period) override {
            when_ = timing_.clocks_.now.mono + period;
            period_ = period;
        }
        void stop() override { when_ = MonoTime::max(); }
        void fire() {
            when_ = period_ > Duration::zero() ? when_ + period_ : MonoTime::max();
            fired_();
        }
        MonoTime when() const { return when_; }

      private:
        FakeTiming& timing_;
        std::function<void()> fired_;
        MonoTime when_ = MonoTime::max();
        Duration period_{};
    };

    class FakeDeferred final : public loop::Deferred {
      public:
        FakeDeferred(FakeTiming& timing, std::function<void()> then) : timing_(timing), then_(std::move(then)) {}
        ~FakeDeferred() override { std::erase(timing_.armed_, this); }

        void arm() override {
            if (std::ranges::find(timing_.armed_, this) == timing_.armed_.end()) timing_.armed_.push_back(this);
        }
        void run() { then_(); }

      private:
        FakeTiming& timing_;
        std::function<void()> then_;
    };

    FakeAlarm* nextUntil(MonoTime until) const {
        const auto first = std::ranges::min_element(alarms_, {}, &FakeAlarm::when);
        return first != alarms_.end() && (*first)->when() <= until ? *first : nullptr;
    }
    void moveTo(MonoTime to) {
        clocks_.now.wall += std::chrono::duration_cast<WallTime::duration>(to - clocks_.now.mono);
        clocks_.now.mono = to;
    }

    FakeClocks& clocks_;
    std::vector<FakeAlarm*> alarms_;
    std::vector<FakeDeferred*> armed_;
};

}  // namespace snmpolld::test
