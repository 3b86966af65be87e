#include "snmp/answer_size.hpp"

#include <algorithm>

namespace snmpolld::snmp {

namespace {

// Who asks for fewer than this wants small answers, whatever they consist of.
const uint32_t kUsualRepetitions = model::RequestSettings{}.max_repetitions;

}  // namespace

AnswerSize::AnswerSize(uint32_t max_repetitions, bool is_v1, const model::Learned& learned)
    : max_repetitions_(max_repetitions),
      is_v1_(is_v1),
      no_bulk_(learned.no_bulk),
      most_(max_repetitions < kUsualRepetitions ? max_repetitions : std::max(max_repetitions, kAnswerVarbinds)),
      now_{.limit = learned.max_answer_varbinds, .full_answers = learned.full_answers} {
    if (now_.limit == 0 || now_.limit > most_) now_.limit = most_;
    limit_before_ = now_.limit;
    max_width_ = std::min<size_t>(max_width_, most_);
}

void AnswerSize::begin(size_t width, bool careful) {
    width_ = now_.width = width;
    wants_bulk_ = now_.bulk = !is_v1_ && !no_bulk_ && !next_without_bulk_ && !careful;
    next_without_bulk_ = false;
    const auto fitting = now_.limit / static_cast<uint32_t>(width);
    now_.repetitions = now_.bulk ? std::clamp(fitting, 1U, max_repetitions_) : 1;
    tries_.assign(1, now_);
}

void AnswerSize::repeatAtMost(uint32_t repetitions) {
    now_.repetitions = std::min(now_.repetitions, repetitions);
    tries_.assign(1, now_);
}

void AnswerSize::firstTry() {
    tries_.resize(1);
    now_ = tries_.front();
}

void AnswerSize::retry(bool last) {
    if (now_.bulk) {
        const auto asked = static_cast<uint32_t>(varbinds());
        if (asked > kLargeAnswer) lowerTo(asked / 2);
        now_.repetitions = std::max(1U, now_.repetitions / 2);
        if (last) now_.bulk = false;
    }
    tries_.push_back(now_);
}

void AnswerSize::answersTry(size_t number) {
    const Size& whole = tries_.front();
    now_ = tries_.at(number);
    doubt_.requests = now_.limit < whole.limit ? doubt_.requests + 1 : 0;
    if (doubt_.isSettled()) return;
    doubt_.limit = now_.limit;
    now_.limit = whole.limit;
    now_.full_answers = whole.full_answers;
}

void AnswerSize::lowerTo(uint32_t varbinds) {
    now_.limit = std::max(1U, varbinds);
    now_.full_answers = 0;
}

void AnswerSize::learn(size_t varbinds, bool all_ended) {
    if (wants_bulk_) countBulk(varbinds);
    if (no_bulk_) return tryBulkAgain();
    if (!now_.bulk) return;
    proven_ = std::max(proven_, static_cast<uint32_t>(varbinds));
    if (varbinds < this->varbinds()) {
        if (all_ended) return;
        lowerTo(static_cast<uint32_t>(varbinds));
        max_width_ = std::min(width_, varbinds);
    } else if (++now_.full_answers >= kFullAnswers) {
        now_.limit = std::min(most_, now_.limit + std::max(1U, now_.limit / 4));
        now_.full_answers = 0;
    }
}

// A GETBULK whose last try was a GETNEXT, and only that was answered: lost, if others have brought more in this poll.
void AnswerSize::countBulk(size_t varbinds) {
    const bool failed = !now_.bulk && varbinds <= width_;
    bulk_failures_ = failed ? bulk_failures_ + 1 : 0;
    no_bulk_ = bulk_failures_ >= kBulkFailures && proven_ <= width_;
    if (no_bulk_) now_.limit = most_;
}

// What was learned in a bad hour is not for ever. One more failure will be enough then.
void AnswerSize::tryBulkAgain() {
    if (++now_.full_answers < kBulkAgain) return;
    now_.full_answers = 0;
    no_bulk_ = false;
    bulk_failures_ = kBulkFailures - 1;
}

bool AnswerSize::shrink(bool too_big) {
    if (too_big && now_.bulk && now_.repetitions > 1) {
        lowerTo(static_cast<uint32_t>(varbinds() / 2));
        return true;
    }
    if (!now_.bulk || (too_big && now_.width > 1)) return false;
    next_without_bulk_ = true;
    if (!too_big && ++bulk_failures_ >= kBulkFailures) no_bulk_ = true;
    return true;
}

void AnswerSize::saveTo(model::Learned& learned) const {
    learned.no_bulk = no_bulk_;
    const bool may_be_lower = !doubt_.isSettled() && proven_ <= doubt_.limit;
    const uint32_t limit = may_be_lower ? std::min(doubt_.limit, now_.limit) : now_.limit;
    learned.max_answer_varbinds = limit == most_ ? 0 : limit;
    learned.full_answers = limit == most_ && !no_bulk_ ? 0 : now_.full_answers;
}

}  // namespace snmpolld::snmp
