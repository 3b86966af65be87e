// Pace: how fast an agent may be asked. Some answer so many requests a second and no more: then requests are in vain
// again and again, after about as many answers each time, and their later tries are answered. It tells this from loss
// and outages, which come at random, and finds a gap between PDUs at which all are answered. Now and then a poll does
// without the gap, to see whether it is still needed. Used by one exchange.
#pragma once

#include <cstdint>

#include "base/clock.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::snmp {

class Pace {
  public:
    static constexpr Duration kLongestGap = std::chrono::seconds(2);
    static constexpr Duration kTestPause = std::chrono::milliseconds(1100);
    static constexpr Duration kFirstPause = std::chrono::minutes(1);
    static constexpr Duration kLongestPause = std::chrono::hours(24);

    // `set`: the gap that the user wants; 0: find it. The poll begins at `now`.
    Pace(Duration set, const model::Learned& learned, MonoTime now);

    // From the sending of one PDU to that of the next, at least.
    Duration gap() const { return gap_; }
    MonoTime earliest() const { return last_sent_ + gap_; }
    void sent(MonoTime now) { last_sent_ = now; }

    // A request has been answered; `late`: not its first try. `same`: the try asked for as much as the first. Returns
    // whether that taught a gap, so that silence before this needs no other explanation.
    bool answered(bool late, bool same, MonoTime now);

    // Whether the silence after all tries of a request may be due to the pace: then the same request is to be sent once
    // more after kTestPause. True a few times in a poll.
    bool wantsTest();
    // That was answered. It may have been an outage, so the gap that follows from it is soon left out again: if then
    // there is silence again, it is kept.
    void testAnswered(MonoTime now);

    void saveTo(model::Learned& learned) const;

  private:
    void startRow(MonoTime now);
    void learn(Duration gap, MonoTime now);
    void tryWithout();
    void giveUp();

    Duration set_;
    Duration gap_;
    MonoTime last_sent_{};
    uint32_t answers_ = 0;
    uint32_t since_silence_ = 0;  // answers
    uint32_t fewest_ = 0;         // of the answers between two silences, in a row of these
    uint32_t most_ = 0;
    uint32_t silences_ = 0;  // in that row
    MonoTime row_began_{};   // with the answer after its first silence
    uint32_t row_answers_ = 0;
    uint32_t tests_ = 0;
    uint32_t trial_ = 0;     // answers until the gap is left out; 0: it is kept
    bool is_kept_;           // a gap that is found now has been found before
    bool is_lossy_ = false;  // a gap did not help
    MonoTime learned_at_{};  // in this poll
};

}  // namespace snmpolld::snmp
