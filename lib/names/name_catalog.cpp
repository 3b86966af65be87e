#include "names/name_catalog.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "names/name_file.hpp"

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
    // The entry is nullptr in a region without names.
    const KnownName* find(std::span<const uint32_t> ids) {
        if (fits(last_, ids)) return &slots_[last_].known;
        const size_t next = slots_[last_].next;
        if (!fits(next, ids)) return nullptr;
        last_ = next;
        return &slots_[next].known;
    }

    void add(const NameEntry* entry, std::span<const uint32_t> ids) {
        const auto same = [&](const Slot& slot) { return std::ranges::equal(slot.ids, ids); };
        size_t slot = static_cast<size_t>(std::find_if(slots_.begin(), slots_.end(), same) - slots_.begin());
        if (slot == slots_.size()) {
            slot = oldest_++ % slots_.size();
            slots_[slot].ids.assign(ids.begin(), ids.end());
            slots_[slot].known = {entry, entry == nullptr ? std::span<const uint32_t>(slots_[slot].ids) : ids};
        }
        slots_[last_].next = slot;
        last_ = slot;
    }

  private:
    struct Slot {
        std::vector<uint32_t> ids;  // empty: not used yet
        KnownName known{nullptr, {}};
        size_t next = 0;
    };

    bool fits(size_t slot, std::span<const uint32_t> ids) const {
        return !slots_[slot].ids.empty() && isUnder(ids, slots_[slot].ids);
    }

    std::array<Slot, 64> slots_;
    size_t last_ = 0;
    size_t oldest_ = 0;
};

RecentNames& recentNames() {
    static RecentNames instance;
    return instance;
}

uint64_t& edition() {
    static uint64_t number = 0;
    return number;
}

// Read once; read again after forgetImportedNames.
struct Imported {
    bool is_read = false;
    std::unique_ptr<const ImportedNames> names;
};

Imported& imported() {
    static Imported instance;
    return instance;
}

bool hasOid(const std::vector<KnownName>& known, std::span<const uint32_t> ids) {
    return std::any_of(known.begin(), known.end(), [&](const KnownName& other) {
        return std::equal(ids.begin(), ids.end(), other.ids.begin(), other.ids.end());
    });
}

// The same name of the same module elsewhere is another edition of that module: the first one stands.
bool hasModule(const std::vector<KnownName>& known, std::string_view module) {
    return std::any_of(known.begin(), known.end(),
                       [&](const KnownName& other) { return other.entry->module == module; });
}

void collect(const NameIndex& index, std::string_view module, std::string_view name, std::vector<KnownName>& found) {
    for (const NameEntry* entry : index.named(name)) {
        if (!module.empty() && entry->module != module) continue;
        const auto ids = index.ids(*entry);
        if (!hasOid(found, ids) && !hasModule(found, entry->module)) found.push_back({entry, ids});
    }
}

// Of several the preferred module's, when it has one.
std::vector<KnownName> metricsCalled(std::string_view module, std::string_view name) {
    std::vector<KnownName> found;
    const NameIndex* metrics = namesOfMetrics();
    if (metrics == nullptr) return found;
    if (module.empty() && !preferredMetrics().empty()) collect(*metrics, preferredMetrics(), name, found);
    if (found.empty()) collect(*metrics, module, name, found);
    return found;
}

std::optional<KnownName> searchLongest(std::span<const uint32_t> ids) {
    std::optional<KnownName> known;
    for (const NameList list : kNameLists) {
        if (known && isLeaf(known->entry->kind)) break;
        const NameIndex* names = list();
        const NameEntry* entry = names == nullptr ? nullptr : names->longestObject(ids);
        if (entry != nullptr && (!known || names->ids(*entry).size() > known->ids.size()))
            known = {entry, names->ids(*entry)};
    }
    return known;
}

bool isNameless(std::span<const uint32_t> ids) {
    return std::all_of(kNameLists.begin(), kNameLists.end(), [&](const NameList list) {
        const NameIndex* names = list();
        return names == nullptr || names->under(ids).empty();
    });
}

// The shortest piece at the start of these ids at and under which nothing is known; empty when they are a known part of
// the tree themselves.
std::span<const uint32_t> namelessRegion(std::span<const uint32_t> ids) {
    if (!isNameless(ids)) return {};
    size_t known = 0;
    size_t nameless = ids.size();
    while (known + 1 < nameless) {
        const size_t middle = (known + nameless) / 2;
        (isNameless(ids.first(middle)) ? nameless : known) = middle;
    }
    return ids.first(nameless);
}

}  // namespace

const NameIndex& builtInNames() {
    static const NameIndex index(builtInRows());
    return index;
}

std::span<const NameEntry> nameTable() {
    return builtInNames().entries();
}

const NameIndex* importedNames() {
    Imported& state = imported();
    if (!state.is_read) {
        state.is_read = true;
        state.names = loadImportedNames();
    }
    return state.names ? &state.names->index : nullptr;
}

void forgetImportedNames() {
    imported() = {};
    forgetRecentNames();
}

void forgetRecentNames() {
    recentNames() = {};
    ++edition();
}

uint64_t namesEdition() {
    return edition();
}

std::optional<KnownName> knownAt(std::span<const uint32_t> ids) {
    for (const NameList list : kNameLists) {
        const NameIndex* names = list();
        if (const NameEntry* entry = names == nullptr ? nullptr : names->at(ids))
            return KnownName{entry, names->ids(*entry)};
    }
    return std::nullopt;
}

std::optional<KnownName> longestKnown(std::span<const uint32_t> ids) {
    RecentNames& recent = recentNames();
    if (const KnownName* known = recent.find(ids))
        return known->entry == nullptr ? std::nullopt : std::optional(*known);
    auto known = searchLongest(ids);
    if (!known) recent.add(nullptr, namelessRegion(ids));
    if (known && isLeaf(known->entry->kind)) recent.add(known->entry, known->ids);
    return known;
}

std::vector<KnownName> namesCalled(std::string_view module, std::string_view name) {
    std::vector<KnownName> found;
    collect(builtInNames(), module, name, found);
    if (!module.empty() && !found.empty()) return found;
    if (const NameIndex* more = importedNames()) collect(*more, module, name, found);
    return found.empty() ? metricsCalled(module, name) : found;
}

}  // namespace snmpolld::names
