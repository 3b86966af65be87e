// Upkeep: when the next process of a child is to be started, and when one has taken too long to become ready or to end.
// The owner of a ChildProcess has one for each child and keeps it from one process to the next. It reads no clock and
// starts and kills nothing itself.
#pragma once

#include "base/clock.hpp"

namespace snmpolld::child {

class Upkeep {
  public:
    static constexpr Duration kStartGrace = std::chrono::seconds(10);
    static constexpr Duration kStopGrace = std::chrono::milliseconds(500);
    static constexpr Duration kFirstPause = std::chrono::milliseconds(100);
    static constexpr Duration kLongestPause = std::chrono::seconds(5);

    void started(MonoTime now) { give_up_at_ = now + kStartGrace; }
    void ready() { give_up_at_ = MonoTime::max(); }
    // It has been told to end. Its time to become ready is not extended by that.
    void stopping(MonoTime now, Duration grace = kStopGrace);
    // It has done something useful: earlier failures no longer count.
    void succeeded() { failures_ = 0; }
    // It has ended or could not be started. The first replacement is due at once; after further failures without a
    // success in between, the pauses become longer. `other_failures`: those of other children of the same kind, if they
    // count as well.
    void ended(MonoTime now, bool expected, int other_failures = 0);

    bool mustStart(MonoTime now) const { return now >= start_at_; }  // of a child that has no process
    bool isOverdue(MonoTime now) const { return now >= give_up_at_; }

  private:
    MonoTime give_up_at_ = MonoTime::max();  // when it must have become ready, or must have ended
    MonoTime start_at_{};
    int failures_ = 0;  // unexpected ends in a row without a success in between
};

}  // namespace snmpolld::child
