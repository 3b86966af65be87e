#include "child/upkeep.hpp"

#include <algorithm>

namespace snmpolld::child {

namespace {

Duration pauseAfter(int failures) {
    constexpr int kMostDoublings = 10;
    if (failures <= 0) return Duration::zero();
    return std::min(Upkeep::kLongestPause, Upkeep::kFirstPause * (1 << std::min(failures - 1, kMostDoublings)));
}

}  // namespace

void Upkeep::stopping(MonoTime now, Duration grace) {
    give_up_at_ = std::min(give_up_at_, now + grace);
}

void Upkeep::ended(MonoTime now, bool expected, int other_failures) {
    give_up_at_ = MonoTime::max();
    start_at_ = now + pauseAfter(std::max(failures_, other_failures));
    if (!expected) ++failures_;
}

}  // namespace snmpolld::child
