#include "snmp/pace.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::snmp {

namespace {

constexpr uint32_t kSilencesInARow = 3;
constexpr uint32_t kMostBetween = 32;  // answers between two silences
constexpr uint32_t kSpread = 1;        // by which their number may differ
constexpr uint32_t kAnswersForTest = 3;
constexpr Duration kShortestGap = std::chrono::milliseconds(5);

}  // namespace

bool Pace::answered(bool late, bool same, MonoTime now) {
    if (!first_answer_) first_answer_ = now;
    ++answers_;
    ++since_silence_;
    if (!late || set_ > Duration::zero() || is_lossy_) return false;
    if (!same && since_silence_ == 1) {
        since_silence_ = 0;
        return false;  // each request has to be smaller: that is no matter of pace
    }
    const uint32_t between = std::exchange(since_silence_, 0);
    const uint32_t fewest = silences_ == 0 ? between : std::min(fewest_, between);
    const uint32_t most = silences_ == 0 ? between : std::max(most_, between);
    const bool regular = between <= kMostBetween && most - fewest <= kSpread;
    fewest_ = regular ? fewest : between;
    most_ = regular ? most : between;
    silences_ = regular ? silences_ + 1 : 1;
    if (silences_ < kSilencesInARow) return false;
    silences_ = 0;
    if (gap_ > Duration::zero()) {
        giveUp();
        return false;
    }
    learn(now);
    return true;
}

// So many answers came in so long, silence included: at that distance each would have been answered.
void Pace::learn(MonoTime now) {
    const Duration took = now - first_answer_.value_or(now);
    gap_ = std::clamp(took / std::max(1U, answers_ - 1), kShortestGap, kLongestGap);
}

void Pace::giveUp() {
    is_lossy_ = true;
    gap_ = {};
}

bool Pace::wantsTest() {
    if (set_ > Duration::zero() || is_lossy_ || answers_ < kAnswersForTest) return false;
    return !std::exchange(tested_, true);
}

void Pace::saveTo(model::Learned& learned) const {
    if (set_ == Duration::zero()) learned.pdu_gap = gap_;
}

}  // namespace snmpolld::snmp
