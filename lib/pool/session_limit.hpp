// SessionLimit: how many exchanges a worker may hold open at the moment. It is as many as are configured, but at most
// as many as fit with their answers into the receive buffers of its sockets. After a buffer has overflowed the limit is
// halved, and it grows back slowly. Called by Worker; it reads no clock, the time is passed in.
#pragma once

#include "base/clock.hpp"

namespace snmpolld::pool {

class SessionLimit {
  public:
    static constexpr int kFloor = 16;  // overflows do not lower the limit below this
    static constexpr Duration kStep = std::chrono::seconds(1);
    static constexpr int kSteps = 64;  // how many steps the limit takes to grow from nothing to the most

    // `sessions`: how many are configured. `room`: how many exchanges the receive buffers are large enough for; 0: not
    // known.
    void set(int sessions, int room);
    int most() const { return most_; }
    int now() const { return now_; }

    // Answers were lost. What is lost within one step counts as one overflow.
    void overflowed(MonoTime at);
    // To be called from time to time. True if the limit has grown.
    bool grow(MonoTime at);

  private:
    int most_ = 1;
    int now_ = 1;
    MonoTime lowered_{};
    MonoTime grown_{};
};

}  // namespace snmpolld::pool
