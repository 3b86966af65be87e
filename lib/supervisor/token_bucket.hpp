// TokenBucket: limits how much may be done per second. Pure: times are passed in. A burst is at most what 50 ms bring
// (but at least one token), so that a rate of R never allows R at once.
#pragma once

#include "base/clock.hpp"

namespace snmpolld::supervisor {

class TokenBucket {
  public:
    explicit TokenBucket(double per_second) : per_second_(per_second) {}  // 0: no limit

    bool ready(MonoTime now);
    bool take(MonoTime now);
    // Takes tokens for what has been done already, even if there are too few: a debt is paid from the next tokens.
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
