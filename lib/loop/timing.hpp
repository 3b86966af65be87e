// Timing: the interface for being called later. In production it is LoopTiming; a unit test fires alarms and ends turns
// itself. Knows nothing of uv.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.hpp"

namespace snmpolld::loop {

// Calls its function when its time has come. Stopped at first, and once it is destroyed.
class Alarm {
  public:
    virtual ~Alarm() = default;

    virtual void startAt(MonoTime when) = 0;  // once, never early; a time that has passed fires in the next turn
    virtual void startEvery(Duration period) = 0;
    virtual void stop() = 0;
};

// Calls its function at the end of the turn in which it was armed, once, however often it was armed.
class Deferred {
  public:
    virtual ~Deferred() = default;

    virtual void arm() = 0;
};

class Timing {
  public:
    virtual ~Timing() = default;

    virtual std::unique_ptr<Alarm> alarm(std::function<void()> fired) = 0;
    virtual std::unique_ptr<Deferred> endOfTurn(std::function<void()> then) = 0;
};

}  // namespace snmpolld::loop
