#include "snmp/lookup_check.hpp"

#include "model/sys_up_time.hpp"

#include <algorithm>

namespace snmpolld::snmp {

namespace {

const model::Oid kIfTableLastChange{1, 3, 6, 1, 2, 1, 31, 1, 5, 0};

std::optional<uint32_t> ticksOf(const model::Varbind* answer) {
    if (answer == nullptr || answer->type != model::Type::TimeTicks) return std::nullopt;
    return static_cast<uint32_t>(std::get<uint64_t>(answer->value));
}

}  // namespace

LookupCheck::LookupCheck(const model::PollTask& task, MonoTime begun) : task_(task), begun_(begun) {
    if (!task.keeps_lookups) return;
    gets_ = task.module_set->get;
    if (!task.module_set->requests.rates) up_time_ = positionOf(model::kSysUpTimeInstance);
    last_change_ = positionOf(kIfTableLastChange);
}

size_t LookupCheck::positionOf(const model::Oid& oid) {
    const auto known = std::ranges::find(gets_, oid);
    const auto position = static_cast<size_t>(known - gets_.begin());
    if (known == gets_.end()) gets_.push_back(oid);
    return position;
}

const std::vector<model::Oid>& LookupCheck::gets() const {
    return task_.keeps_lookups ? gets_ : task_.module_set->get;
}

bool LookupCheck::stillHold(const ResultSet& results, const model::ClockMark& clock, MonoTime now) {
    marks_ = marksIn(results, clock);
    left_out_ = marks_ && task_.held_lookups && model::stillHold(*task_.held_lookups, *marks_, now);
    return left_out_;
}

std::optional<model::LookupMarks> LookupCheck::marksIn(const ResultSet& results, const model::ClockMark& clock) const {
    if (!task_.keeps_lookups) return std::nullopt;
    auto up_time = ticksOf(results.answer(up_time_));
    if (task_.module_set->requests.rates) up_time = clock.known ? std::optional(clock.sys_up_time) : std::nullopt;
    if (!up_time) return std::nullopt;
    return model::LookupMarks{*up_time, ticksOf(results.answer(last_change_)), begun_};
}

}  // namespace snmpolld::snmp
