// AnswerSize: how much the next request of a walk asks for: GETBULK or GETNEXT, how many subtrees side by side, how
// many repetitions. It learns from what answers carry, from silence and from errors, and what it has learned of an
// agent outlives the poll. Used by one WalkPlan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/poll_task.hpp"

namespace snmpolld::snmp {

class AnswerSize {
  public:
    static constexpr size_t kMaxWidth = 12;          // subtrees in one request
    static constexpr uint32_t kAnswerVarbinds = 60;  // that are asked for when several subtrees share an answer
    static constexpr uint32_t kLargeAnswer = 10;     // more than this may be why an agent is silent
    static constexpr uint32_t kFullAnswers = 32;     // in a row, before more is tried
    static constexpr uint32_t kBulkFailures = 3;     // in a row that GETNEXT did not share: the agent has no GETBULK
    static constexpr uint32_t kBulkAgain = 1000;     // answers to GETNEXT before GETBULK is tried once more

    AnswerSize(uint32_t max_repetitions, bool is_v1, const model::Learned& learned);

    // How many subtrees the next request may ask for.
    size_t maxWidth() const { return max_width_; }
    // The next request asks for so many subtrees; `careful`: with GETNEXT, which has the smallest answer.
    void begin(size_t width, bool careful);

    // Between begin() and the request's first try.
    void repeatAtMost(uint32_t repetitions);
    bool hasBulk() const { return !is_v1_ && !no_bulk_; }

    // Of the request as it is to be sent now.
    bool isBulk() const { return now_.bulk; }
    uint32_t repetitions() const { return now_.repetitions; }
    size_t varbinds() const { return now_.width * now_.repetitions; }

    // It is sent for the first time, or anew, as it was at first; begin() implies it.
    void firstTry();
    // It was not answered and is tried again with less; `last`: no further try follows, so it is a GETNEXT.
    void retry(bool last);
    // How many subtrees it asks for.
    size_t width() const { return now_.width; }
    // It could not ask for less.
    bool isSmallest() const { return now_.width == 1 && !now_.bulk; }
    // What comes next answers its try `number`, from 0. What the later tries gave up was not the cause, and what it
    // gave up itself need not be: the next requests ask for as much again, to tell loss from a limit of the agent's.
    void answersTry(size_t number);

    // Its try `number` asks for as much as the first.
    bool isAsFirst(size_t number) const { return tries_.at(number).asksAsMuch(tries_.front()); }

    // What an answer of so many varbinds teaches; `all_ended`: no subtree of the request goes on.
    void learn(size_t varbinds, bool all_ended);
    // It was answered with an error. False: fewer repetitions, or GETNEXT, would not help.
    bool shrink(bool too_big);

    // Larger answers than of so many varbinds are damaged.
    void lowerTo(uint32_t varbinds);
    // Silence was not due to size: the limit is again what it was before the poll.
    void forgive() { now_.limit = limit_before_; }

    void saveTo(model::Learned& learned) const;

  private:
    // How much a try asks for, and what stands of it in what is learned.
    struct Size {
        bool bulk = false;
        uint32_t repetitions = 1;
        size_t width = 0;
        uint32_t limit = 0;  // varbinds that an answer may have
        uint32_t full_answers = 0;

        bool asksAsMuch(const Size& other) const {
            return bulk == other.bulk && repetitions == other.repetitions && width == other.width;
        }
    };

    // Requests in a row of which only a try that asked for less was answered. A few may have been lost, more were too
    // large.
    struct Doubt {
        uint32_t requests = 0;
        uint32_t limit = 0;  // what the last of them teaches if it was too large

        bool isSettled() const { return requests == 0 || requests >= kTooLarge; }
        static constexpr uint32_t kTooLarge = 3;
    };

    void countBulk(size_t varbinds);
    void tryBulkAgain();

    uint32_t max_repetitions_;
    bool is_v1_;
    bool no_bulk_;
    uint32_t most_;  // what the limit may rise to
    size_t max_width_ = kMaxWidth;
    size_t width_ = 0;  // subtrees of the request's first try
    uint32_t limit_before_ = 0;
    Doubt doubt_;
    uint32_t proven_ = 0;  // varbinds that a GETBULK of this poll has brought
    Size now_;
    std::vector<Size> tries_;         // of the request
    bool wants_bulk_ = false;         // the request began as a GETBULK
    bool next_without_bulk_ = false;  // the agent refused it once
    uint32_t bulk_failures_ = 0;
};

}  // namespace snmpolld::snmp
