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

Pace::Pace(Duration set, const model::Learned& learned, MonoTime now)
    : set_(set), gap_(set), is_kept_(learned.pdu_gap > Duration::zero()) {
    if (set_ == Duration::zero() && now - learned.gap_since < learned.gap_pause) gap_ = learned.pdu_gap;
}

// With a gap that helps there are no silences; two of them with few answers in between show that it does not.
bool Pace::answered(bool late, bool same, MonoTime now) {
    ++answers_;
    ++since_silence_;
    if (trial_ > 0 && --trial_ == 0) tryWithout();
    if (!late || set_ > Duration::zero() || is_lossy_) return false;
    if (!same && since_silence_ == 1) {
        since_silence_ = 0;
        return false;  // each request has to be smaller: that is no matter of pace
    }
    const uint32_t between = std::exchange(since_silence_, 0);
    if (gap_ > Duration::zero()) {
        if (++silences_ > 1 && between <= 2 * kMostBetween) giveUp();
        return false;
    }
    const uint32_t fewest = silences_ == 0 ? between : std::min(fewest_, between);
    const uint32_t most = silences_ == 0 ? between : std::max(most_, between);
    const bool regular = silences_ > 0 && between <= kMostBetween && most - fewest <= kSpread;
    fewest_ = regular ? fewest : between;
    most_ = regular ? most : between;
    if (!regular) startRow(now);
    if (++silences_ < kSilencesInARow) return false;
    // So many answers came in so long, silences included; a little slower, each would have been answered.
    const Duration each = (now - row_began_) / std::max(1U, answers_ - row_answers_);
    is_kept_ = true;
    learn(each + each / 10, now);
    return true;
}

// As many answers as before the silence, each second.
void Pace::testAnswered(MonoTime now) {
    ++answers_;
    const uint32_t before = std::max(1U, std::exchange(since_silence_, 0));
    learn(kTestPause / before, now);
    if (!std::exchange(is_kept_, true)) trial_ = 2 * before + 2;
}

void Pace::tryWithout() {
    gap_ = {};
    silences_ = 0;
}

void Pace::startRow(MonoTime now) {
    silences_ = 0;
    row_began_ = now;
    row_answers_ = answers_;
}

void Pace::learn(Duration gap, MonoTime now) {
    gap_ = std::clamp(gap, kShortestGap, kLongestGap);
    silences_ = 0;
    trial_ = 0;
    learned_at_ = now;
}

void Pace::giveUp() {
    is_lossy_ = true;
    gap_ = {};
}

bool Pace::wantsTest() {
    if (set_ > Duration::zero() || is_lossy_ || answers_ < kAnswersForTest) return false;
    return tests_++ < kSilencesInARow;
}

// A gap that was left out and had to be found again is left out later the next time. One that may be due to an outage
// is left out of the next poll.
void Pace::saveTo(model::Learned& learned) const {
    if (set_ > Duration::zero()) return;
    learned.pdu_gap = gap_;
    if (gap_ == Duration::zero()) {
        learned.gap_since = {};
        learned.gap_pause = {};
    } else if (learned_at_ > MonoTime{}) {
        learned.gap_since = learned_at_;
        learned.gap_pause = trial_ > 0 ? Duration{} : std::clamp(2 * learned.gap_pause, kFirstPause, kLongestPause);
    }
}

}  // namespace snmpolld::snmp
