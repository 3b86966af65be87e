// SessionLimit: how many exchanges a worker may hold open at the moment: as many as are configured, at most those whose
// answers fit into its sockets' receive buffers; after some have overflowed, half of that, and slowly more again.
// Called by the pool; pure, the time is passed in.
#pragma once

#include "base/clock.hpp"

namespace snmpolld::pool {

class SessionLimit {
  public:
    static constexpr int kFloor = 16;  // an overflow lowers it no further
    static constexpr Duration kStep = std::chrono::seconds(1);
    static constexpr int kSteps = 64;  // it takes so many to grow from nothing to all

    // `room`: of the receive buffers; 0: not known.
    void set(int sessions, int room);
    int most() const { return most_; }
    int now() const { return now_; }

    // Answers were lost. What comes within a step is one overflow.
    void overflowed(MonoTime at);
    // To be called from time to time; true when it has grown.
    bool grow(MonoTime at);

  private:
    int most_ = 1;
    int now_ = 1;
    MonoTime lowered_{};
    MonoTime grown_{};
};

}  // namespace snmpolld::pool
