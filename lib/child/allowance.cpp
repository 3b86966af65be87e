#include "child/allowance.hpp"

#include <algorithm>

namespace snmpolld::child {

bool Allowance::take(MonoTime now) {
    grant(toSeconds(std::max<Duration>(now - filled_, Duration::zero())) * rate_.per_second);
    filled_ = now;
    if (left_ < 1) return false;
    --left_;
    return true;
}

void Allowance::grant(double messages) {
    left_ = std::min(rate_.at_once, left_ + messages);
}

}  // namespace snmpolld::child
