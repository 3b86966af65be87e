#include "metrics/varbind_table.hpp"

#include <algorithm>

namespace snmpolld::metrics {

namespace {

bool same(Words a, Words b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Varbinds in strictly ascending order, as a walk gives them.
struct Run {
    const model::Varbind* first;
    const model::Varbind* last;
};

std::vector<Run> runsOf(std::span<const model::Varbind> varbinds) {
    std::vector<Run> runs;
    for (const model::Varbind& varbind : varbinds) {
        if (!model::isValue(varbind.type)) continue;
        if (!runs.empty() && runs.back().last->oid < varbind.oid)
            runs.back().last = &varbind;
        else
            runs.push_back({&varbind, &varbind});
    }
    return runs;
}

bool areApart(std::vector<Run> runs) {
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.first->oid < b.first->oid; });
    for (size_t i = 1; i < runs.size(); ++i)
        if (!(runs[i - 1].last->oid < runs[i].first->oid)) return false;
    return true;
}

}  // namespace

void VarbindTable::put(const model::Varbind& varbind) {
    const Words oid = varbind.oid.ids();
    const uint64_t hash = hashOf(oid, seed_);
    const uint32_t found = slots_.find(hash, [&](uint32_t i) { return same(varbinds_[i]->oid.ids(), oid); });
    if (found != HashSlots::kNone) {
        varbinds_[found] = &varbind;
        return;
    }
    slots_.add(hash, static_cast<uint32_t>(varbinds_.size()));
    varbinds_.push_back(&varbind);
}

const model::Varbind* VarbindTable::find(Words oid) const {
    const uint32_t found =
        slots_.find(hashOf(oid, seed_), [&](uint32_t i) { return same(varbinds_[i]->oid.ids(), oid); });
    return found == HashSlots::kNone ? nullptr : varbinds_[found];
}

std::vector<bool> supersededOf(std::span<const model::Varbind> varbinds, uint64_t seed) {
    if (areApart(runsOf(varbinds))) return {};
    VarbindTable latest(seed);
    for (const model::Varbind& varbind : varbinds)
        if (model::isValue(varbind.type)) latest.put(varbind);
    std::vector<bool> superseded;
    superseded.reserve(varbinds.size());
    for (const model::Varbind& varbind : varbinds)
        superseded.push_back(latest.find(varbind.oid.ids()) != &varbind);
    return superseded;
}

}  // namespace snmpolld::metrics
