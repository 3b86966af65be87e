#include "supervisor/token_bucket.hpp"

#include <algorithm>

namespace snmpolld::supervisor {

double TokenBucket::burst() const {
    return std::max(1.0, per_second_ * 0.05);
}

void TokenBucket::fill(MonoTime now) {
    tokens_ = std::min(burst(), tokens_ + toSeconds(now - filled_) * per_second_);
    filled_ = now;
}

bool TokenBucket::ready(MonoTime now) {
    if (per_second_ <= 0) return true;
    fill(now);
    return tokens_ >= 1;
}

bool TokenBucket::take(MonoTime now) {
    if (!ready(now)) return false;
    if (per_second_ > 0) tokens_ -= 1;
    return true;
}

void TokenBucket::spend(double tokens, MonoTime now) {
    if (per_second_ <= 0) return;
    fill(now);
    tokens_ -= tokens;
}

MonoTime TokenBucket::nextAt(MonoTime now) const {
    constexpr Duration kLeast = std::chrono::microseconds(1);
    const std::chrono::duration<double> missing((1 - tokens_) / per_second_);
    return now + std::max(kLeast, std::chrono::ceil<Duration>(missing));
}

bool TokenBucket::isFull(MonoTime now) {
    if (per_second_ <= 0) return true;
    fill(now);
    return tokens_ >= burst();
}

}  // namespace snmpolld::supervisor
