#include "pool/session_limit.hpp"

#include <algorithm>

namespace snmpolld::pool {

void SessionLimit::set(int sessions, int room) {
    const int most = room > 0 ? std::min(sessions, room) : sessions;
    now_ = now_ == most_ ? most : std::min(now_, most);
    most_ = most;
}

void SessionLimit::overflowed(MonoTime at) {
    if (at - lowered_ < kStep) return;
    now_ = std::max(now_ / 2, std::min(now_, kFloor));
    lowered_ = at;
}

bool SessionLimit::grow(MonoTime at) {
    if (now_ == most_ || at - std::max(lowered_, grown_) < kStep) return false;
    now_ = std::min(most_, now_ + std::max(1, most_ / kSteps));
    grown_ = at;
    return true;
}

}  // namespace snmpolld::pool
