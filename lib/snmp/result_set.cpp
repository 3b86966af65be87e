#include "snmp/result_set.hpp"

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

std::string ResultSet::errorText() const {
    constexpr size_t kShown = 3;
    std::string out;
    for (size_t i = 0; i < errors_.size() && i < kShown; ++i)
        out += (i == 0 ? "" : ", ") + errors_[i];
    if (errors_.size() > kShown) out += ", and " + std::to_string(errors_.size() - kShown) + " more errors";
    return out;
}

void ResultSet::take(std::vector<model::Varbind>& values, std::vector<model::ClockMark>& clocks) {
    clocks = std::move(clocks_);
    std::erase_if(clocks, [&](const model::ClockMark& mark) { return mark.first >= shown_; });
    if (!slots_.empty()) slots_.resize(shown_);
    if (confirmed_ == slots_.size()) {
        values = std::move(slots_);
        return;
    }
    auto mark = clocks.begin();
    values.reserve(confirmed_);
    for (size_t i = 0; i < slots_.size(); ++i) {
        for (; mark != clocks.end() && mark->first <= i; ++mark)
            mark->first = static_cast<uint32_t>(values.size());
        if (filled_[i]) values.push_back(std::move(slots_[i]));
    }
    slots_.clear();
}

}  // namespace snmpolld::snmp
