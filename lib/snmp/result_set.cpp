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
    ++confirmed_;
}

std::string ResultSet::errorText() const {
    constexpr size_t kShown = 3;
    std::string out;
    for (size_t i = 0; i < errors_.size() && i < kShown; ++i)
        out += (i == 0 ? "" : ", ") + errors_[i];
    if (errors_.size() > kShown) out += ", and " + std::to_string(errors_.size() - kShown) + " more errors";
    return out;
}

std::vector<model::Varbind> ResultSet::take() {
    if (confirmed_ == 0) return {};
    if (confirmed_ == slots_.size()) return std::move(slots_);
    std::vector<model::Varbind> out;
    out.reserve(confirmed_);
    for (size_t i = 0; i < slots_.size(); ++i)
        if (filled_[i]) out.push_back(std::move(slots_[i]));
    return out;
}

}  // namespace snmpolld::snmp
