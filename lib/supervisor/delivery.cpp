#include "supervisor/delivery.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::supervisor {

Delivery::Delivery(loop::Timing& timing) : end_of_turn_(timing.endOfTurn([this] { tellEnds(); })) {}

void Delivery::hostChanged(const std::string& host) const {
    if (sampler_ != nullptr) sampler_->lookups().forget(host);
    for (Observer* observer : observers_)
        observer->hostChanged(host);
}

void Delivery::begin(const Poll& poll, uint64_t missed) {
    ledger_.begin(std::max<uint64_t>(missed, 1));
    ++poll.asker->open_polls_;
}

void Delivery::part(Poll& poll, model::HostRecord& record) const {
    show(poll, record);
}

// From here on the question may be polled again; the host has room again only when its asker has been told.
void Delivery::last(uint64_t task_id, Poll& poll, model::HostRecord& record, bool was_under_way) {
    record.task_id = task_id;
    if (poll.question != nullptr) {
        if (poll.question->open_task == task_id) poll.question->open_task = 0;
        poll.question->ended(record, poll.scheduled);
    }
    ledger_.end(record.status, std::max<uint64_t>(record.missed, 1));
    show(poll, record);
    if (!was_under_way) {
        --poll.asker->open_polls_;
        return;
    }
    ended_.push_back({poll.asker, poll.host, std::move(poll.on_demand)});
    end_of_turn_->arm();
}

// Adds what the supervisor knows of the record, then shows it.
void Delivery::show(Poll& poll, model::HostRecord& record) const {
    record.target = &poll.target();
    record.part = ++poll.parts;
    record.seq = poll.seq;
    record.scheduled = poll.scheduled;
    record.address = poll.address;
    if (sampler_ != nullptr) sampler_->take(record);
    const Observation seen{.record = record, .host = *poll.host, .question = poll.question};
    if (poll.question != nullptr) {
        const samples::QuestionPlace place = seen.place();
        record.question = static_cast<uint32_t>(place.number);
        record.one_of_several = place.one_of_several;
    }
    for (Observer* observer : observers_)
        observer->recordCame(seen);
    poll.asker->recordCame(*poll.host, poll.question, record);
    if (poll.on_demand) poll.on_demand->answered(record);
}

// Askers may begin polls here that end at once. They are told of these ends in the next turn.
void Delivery::tellEnds() {
    being_told_.swap(ended_);
    for (Ended& ended : being_told_) {
        if (ended.asker == nullptr) continue;  // the asker is gone, and its hosts with it
        --ended.host->open_polls;
        --ended.asker->open_polls_;
        if (ended.on_demand) ended.on_demand->ended();
        ended.asker->pollEnded(*ended.host);
    }
    being_told_.clear();
}

void Delivery::forget(const Asker& asker) {
    std::erase_if(ended_, [&](const Ended& ended) { return ended.asker == &asker; });
    for (Ended& ended : being_told_)
        if (ended.asker == &asker) ended.asker = nullptr;
}

}  // namespace snmpolld::supervisor
