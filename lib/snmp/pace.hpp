// Pace: how fast an agent may be asked. Some answer so many requests a second and no more: then requests are in vain
// again and again, after about as many answers each time, and their later tries are answered. It tells this from loss,
// which comes at random, and finds a gap between PDUs at which all are answered. Used by one exchange.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::snmp {

class Pace {
  public:
    static constexpr Duration kLongestGap = std::chrono::seconds(2);
    static constexpr Duration kTestPause = std::chrono::milliseconds(1100);

    // `set`: the gap that the user wants; 0: find it.
    Pace(Duration set, const model::Learned& learned)
        : set_(set), gap_(set > Duration::zero() ? set : learned.pdu_gap) {}

    // From the sending of one PDU to that of the next, at least.
    Duration gap() const { return gap_; }
    MonoTime earliest() const { return last_sent_ + gap_; }
    void sent(MonoTime now) { last_sent_ = now; }

    // A request has been answered; `late`: not its first try. `same`: the try asked for as much as the first. Returns
    // whether that taught a gap, so that silence before this needs no other explanation.
    bool answered(bool late, bool same, MonoTime now);

    // Whether the silence after all tries of a request may be due to the pace: then the same request is to be sent once
    // more after kTestPause. True once in a poll.
    bool wantsTest();
    // That request was answered.
    void testAnswered(MonoTime now) { learn(now); }

    void saveTo(model::Learned& learned) const;

  private:
    void learn(MonoTime now);
    void giveUp();

    Duration set_;
    Duration gap_;
    MonoTime last_sent_{};
    std::optional<MonoTime> first_answer_;
    uint32_t answers_ = 0;
    uint32_t since_silence_ = 0;  // answers
    uint32_t fewest_ = 0;         // of the answers between two silences, in a row of these
    uint32_t most_ = 0;
    uint32_t silences_ = 0;  // in that row
    bool tested_ = false;
    bool is_lossy_ = false;  // a gap did not help
};

}  // namespace snmpolld::snmp
