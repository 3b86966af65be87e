#include "metrics/prefix_table.hpp"

#include <algorithm>

namespace snmpolld::metrics {

bool liesUnder(Words oid, Words prefix) {
    return oid.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), oid.begin());
}

PrefixTable::PrefixTable(std::vector<std::pair<model::Oid, uint32_t>> subtrees) {
    std::stable_sort(subtrees.begin(), subtrees.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [oid, number] : subtrees) {
        if (!entries_.empty() && entries_.back().oid == oid)
            entries_.back().number = number;
        else if (entries_.empty() || !oid.startsWith(entries_.back().oid))
            entries_.push_back({std::move(oid), number});
    }
}

const PrefixTable::Entry* PrefixTable::find(Words oid, size_t& hint) const {
    for (size_t i = hint; i < entries_.size() && i < hint + 2; ++i) {
        if (!liesUnder(oid, entries_[i].oid.ids())) continue;
        hint = i;
        return &entries_[i];
    }
    return search(oid, hint);
}

const PrefixTable::Entry* PrefixTable::search(Words oid, size_t& hint) const {
    const auto after = std::upper_bound(entries_.begin(), entries_.end(), oid, [](Words wanted, const Entry& entry) {
        const Words ids = entry.oid.ids();
        return std::lexicographical_compare(wanted.begin(), wanted.end(), ids.begin(), ids.end());
    });
    if (after == entries_.begin()) return nullptr;
    const auto found = after - 1;
    if (!liesUnder(oid, found->oid.ids())) return nullptr;
    hint = static_cast<size_t>(found - entries_.begin());
    return &*found;
}

}  // namespace snmpolld::metrics
