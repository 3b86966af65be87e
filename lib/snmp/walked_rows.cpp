#include "snmp/walked_rows.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace snmpolld::snmp {

namespace {

constexpr size_t kPartVarbinds = 10'000;
constexpr size_t kPartOctets = 512U << 10;
// About 40 MB. When the exchanges of a worker hold more, those with more than their share send it as a part.
constexpr size_t kWalkedTogether = 400'000;
constexpr size_t kSmallestShare = 500;

// Of values that come behind those of the record.
void appendClocks(model::HostRecord& record, std::vector<model::ClockMark>& clocks) {
    const auto shift = static_cast<uint32_t>(record.varbinds.size() + record.walked.size());
    for (model::ClockMark mark : clocks) {
        mark.first += shift;
        record.clocks.push_back(mark);
    }
    clocks.clear();
}

}  // namespace

WalkedRows::~WalkedRows() {
    --together_.exchanges;
    together_.varbinds -= counted_;
}

void WalkedRows::added(size_t first, const model::ClockMark* clock) {
    const size_t count = values_.size() - first;
    counted_ += count;
    together_.varbinds += count;
    if (clock == nullptr || count == 0) return;
    clocks_.push_back(*clock);
    clocks_.back().first = static_cast<uint32_t>(first);
}

bool WalkedRows::isEnoughForPart() const {
    if (values_.empty()) return false;
    if (values_.size() >= kPartVarbinds || octets_ >= kPartOctets) return true;
    return together_.varbinds >= kWalkedTogether &&
           values_.size() >= std::max(kSmallestShare, kWalkedTogether / together_.exchanges);
}

void WalkedRows::moveTo(model::HostRecord& record) {
    together_.varbinds -= std::exchange(counted_, 0);
    octets_ = 0;
    appendClocks(record, clocks_);
    record.walked_at = record.varbinds.size();
    if (!values_.empty()) record.walked = std::exchange(values_, {});
}

void appendTo(model::HostRecord& record, std::vector<model::Varbind>& values, std::vector<model::ClockMark>& clocks) {
    appendClocks(record, clocks);
    std::move(values.begin(), values.end(), std::back_inserter(record.varbinds));
    values.clear();
}

}  // namespace snmpolld::snmp
