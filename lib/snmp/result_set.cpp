#include "snmp/result_set.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::snmp {

model::Varbind& ResultSet::slot(uint32_t position) {
    if (slots_.empty()) {
        slots_.resize(asked_.size());
        filled_.resize(asked_.size());
    }
    return slots_[position];
}

void ResultSet::confirm(uint32_t position) {
    slot(position).oid = asked_[position];
    filled_[position] = true;
    if (position < shown_) ++confirmed_;
}

const model::Varbind* ResultSet::answer(size_t position) const {
    return position < filled_.size() && filled_[position] ? &slots_[position] : nullptr;
}

void ResultSet::mark(std::span<const uint32_t> positions, const model::ClockMark* clock) {
    if (clock == nullptr && clocks_.empty()) return;
    if (clocks_.empty()) {
        clocks_.emplace_back();
        clock_of_.resize(asked_.size());
    }
    if (clock != nullptr) clocks_.push_back(*clock);
    const auto place = clock == nullptr ? 0 : static_cast<uint32_t>(clocks_.size() - 1);
    for (const uint32_t position : positions)
        clock_of_[position] = place;
}

void ResultSet::fail(uint32_t position, model::Type type, model::Failure failure, model::Status status) {
    if (position >= shown_) return;
    errors_.push_back(failure.why + " for " + asked_[position].toString());
    if (status_ == model::Status::ok) status_ = status;
    model::Varbind& varbind = slot(position);
    varbind.type = type;
    varbind.value = std::move(failure);
    confirm(position);
}

std::string ResultSet::errorText() const {
    constexpr size_t kShown = 3;
    std::string out;
    for (size_t i = 0; i < errors_.size() && i < kShown; ++i)
        out += (i == 0 ? "" : ", ") + errors_[i];
    const size_t more = errors_.size() - std::min(errors_.size(), kShown);
    if (more > 0) out += ", and " + std::to_string(more) + (more == 1 ? " more error" : " more errors");
    return out;
}

// A mark stands where the clock is another than that of the value before.
void ResultSet::take(std::vector<model::Varbind>& values, std::vector<model::ClockMark>& clocks) {
    if (slots_.empty()) return;
    if (clocks_.empty() && confirmed_ == slots_.size() && values.empty()) {
        values = std::exchange(slots_, {});
        return;
    }
    values.reserve(confirmed_);
    uint32_t last = 0;
    for (size_t i = 0; i < shown_; ++i) {
        if (!filled_[i]) continue;
        if (!clock_of_.empty() && clock_of_[i] != last) {
            last = clock_of_[i];
            clocks.push_back(clocks_[last]);
            clocks.back().first = static_cast<uint32_t>(values.size());
        }
        values.push_back(std::move(slots_[i]));
    }
    slots_.clear();
    clocks_.clear();
    clock_of_.clear();
}

}  // namespace snmpolld::snmp
