#include "names/name_catalog.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "names/name_lists.hpp"

namespace snmpolld::names {

namespace {

bool isUnder(std::span<const uint32_t> ids, std::span<const uint32_t> prefix) {
    return ids.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), ids.begin());
}

// What was found last: scalars, columns, and regions of the tree in which nothing is known. Records ask for the same
// column many times, or for a few objects in turn, so the next one is the same again, or the one that came after it the
// last time.
class RecentNames {
  public:
    // The entry has no name in a region without names.
    const KnownName* find(std::span<const uint32_t> ids) {
        if (fits(last_, ids)) return &slots_[last_].known;
        const size_t next = slots_[last_].next;
        if (!fits(next, ids)) return nullptr;
        last_ = next;
        return &slots_[next].known;
    }

    void add(const NameEntry& entry, std::span<const uint32_t> ids) {
        const auto same = [&](const Slot& slot) { return std::ranges::equal(slot.ids, ids); };
        size_t slot = static_cast<size_t>(std::find_if(slots_.begin(), slots_.end(), same) - slots_.begin());
        if (slot == slots_.size()) {
            slot = oldest_++ % slots_.size();
            slots_[slot].ids.assign(ids.begin(), ids.end());
            slots_[slot].known = {entry, entry.name.empty() ? std::span<const uint32_t>(slots_[slot].ids) : ids};
        }
        slots_[last_].next = slot;
        last_ = slot;
    }

  private:
    struct Slot {
        std::vector<uint32_t> ids;  // empty: not used yet
        KnownName known{};
        size_t next = 0;
    };

    bool fits(size_t slot, std::span<const uint32_t> ids) const {
        return !slots_[slot].ids.empty() && isUnder(ids, slots_[slot].ids);
    }

    std::array<Slot, 64> slots_;
    size_t last_ = 0;
    size_t oldest_ = 0;
};

std::optional<KnownName> longestKnown(const NameLists& lists, std::span<const uint32_t> ids, RecentNames& recent) {
    if (const KnownName* known = recent.find(ids))
        return known->entry.name.empty() ? std::nullopt : std::optional(*known);
    auto known = lists.longest(ids);
    if (!known) recent.add({}, lists.namelessRegion(ids));
    if (known && isLeaf(known->entry.kind)) recent.add(known->entry, known->ids);
    return known;
}

}  // namespace

struct NameCatalog::Lookups {
    bool is_loaded = false;
    std::unique_ptr<const NameIndex> imported;
    RecentNames recent;
};

NameCatalog::NameCatalog() : NameCatalog(nullptr) {}

NameCatalog::NameCatalog(LoadImported load) : load_(std::move(load)), lookups_(std::make_unique<Lookups>()) {}

NameCatalog::NameCatalog(NameCatalog&& other) : NameCatalog() {
    swap(other);
}

NameCatalog::~NameCatalog() = default;

void NameCatalog::swap(NameCatalog& other) {
    std::swap(load_, other.load_);
    std::swap(metrics_, other.metrics_);
    std::swap(lookups_, other.lookups_);
    edition_ = other.edition_ = std::max(edition_, other.edition_) + 1;
}

void NameCatalog::learn(const model::MetricModule& module) {
    metrics_.learn(module);
    lookups_->recent = {};
    ++edition_;
}

const NameIndex* NameCatalog::imported() const {
    if (!lookups_->is_loaded) {
        lookups_->is_loaded = true;
        if (load_) lookups_->imported = load_();
    }
    return lookups_->imported.get();
}

std::optional<NamedObject> NameCatalog::objectOf(const model::Oid& oid) const {
    const auto known = longestKnown(NameLists(*this), oid.ids(), lookups_->recent);
    if (!known) return std::nullopt;
    return NamedObject{known->entry, oid.ids().subspan(known->ids.size())};
}

bool NameCatalog::appendName(std::string& out, const model::Oid& oid) const {
    const auto known = objectOf(oid);
    if (known) appendNameOf(out, *known);
    return known.has_value();
}

std::optional<std::string> NameCatalog::nameOf(const model::Oid& oid) const {
    std::string name;
    if (!appendName(name, oid)) return std::nullopt;
    return name;
}

}  // namespace snmpolld::names
