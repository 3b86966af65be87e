// TokenBucket: what may be done per second. Pure: times are passed in. A burst is at most what 50 ms bring (and one at
// least), so that a rate of R never becomes R in one moment.
#pragma once

#include "base/clock.hpp"

namespace snmpolld::supervisor {

class TokenBucket {
  public:
    explicit TokenBucket(double per_second) : per_second_(per_second) {}  // 0: no limit

    bool ready(MonoTime now);
    bool take(MonoTime now);
    // Takes what has been used already, whether there are tokens or not: a debt comes off what is still to come.
    void spend(double tokens, MonoTime now);
    MonoTime nextAt(MonoTime now) const;  // when ready() will be true; later than `now`
    bool isFull(MonoTime now);            // a new one would be no different

  private:
    double burst() const;
    void fill(MonoTime now);

    double per_second_;
    double tokens_ = 1;
    MonoTime filled_{};
};

}  // namespace snmpolld::supervisor
