// TokenBucket: limits how much may be done per second, and how much at once: what is not done is saved up to that much.
// Pure: times are passed in.
#pragma once

#include "base/clock.hpp"

namespace snmpolld {

class TokenBucket {
  public:
    // A burst of at most what 50 ms bring, but at least one token, so that a rate of R never allows R at once. 0: no
    // limit.
    explicit TokenBucket(double per_second);
    TokenBucket(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

    bool ready(MonoTime now);
    bool take(MonoTime now);
    // Takes tokens for what has been done already, even if there are too few: a debt is paid from the next tokens.
    void spend(double tokens, MonoTime now);
    // Tokens that come on top, as far as there is room.
    void add(double tokens);
    MonoTime nextAt(MonoTime now) const;  // when ready() will be true; later than `now`
    bool isFull(MonoTime now);            // a new one would be no different

  private:
    void fill(MonoTime now);

    double per_second_;
    double burst_;
    double tokens_ = 1;
    MonoTime filled_{};
};

}  // namespace snmpolld
