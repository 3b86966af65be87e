#include "base/token_bucket.hpp"

#include <algorithm>

namespace snmpolld {

TokenBucket::TokenBucket(double per_second) : TokenBucket(per_second, std::max(1.0, per_second * 0.05)) {}

void TokenBucket::fill(MonoTime now) {
    const Duration passed = std::max<Duration>(now - filled_, Duration::zero());
    tokens_ = std::min(burst_, tokens_ + toSeconds(passed) * per_second_);
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

void TokenBucket::add(double tokens) {
    tokens_ = std::min(burst_, tokens_ + tokens);
}

MonoTime TokenBucket::nextAt(MonoTime now) const {
    constexpr Duration kLeast = std::chrono::microseconds(1);
    const std::chrono::duration<double> missing((1 - tokens_) / per_second_);
    return now + std::max(kLeast, std::chrono::ceil<Duration>(missing));
}

bool TokenBucket::isFull(MonoTime now) {
    if (per_second_ <= 0) return true;
    fill(now);
    return tokens_ >= burst_;
}

}  // namespace snmpolld
