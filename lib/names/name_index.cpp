#include "names/name_index.hpp"

#include <algorithm>

namespace snmpolld::names {

namespace {

constexpr uint64_t kHashSeed = 0xcbf29ce484222325ULL;

// Adds one sub-identifier to the hash, so that one pass gives the hashes of all prefixes.
uint64_t extendHash(uint64_t hash, uint32_t id) {
    hash = (hash ^ id) * 0x9e3779b97f4a7c15ULL;
    return hash ^ hash >> 29;
}

uint64_t hashOf(std::span<const uint32_t> ids) {
    uint64_t hash = kHashSeed;
    for (const uint32_t id : ids)
        hash = extendHash(hash, id);
    return hash;
}

// FNV-1a: the same on every machine, since tables are kept in files.
uint64_t hashOf(std::string_view name) {
    uint64_t hash = kHashSeed;
    for (const char c : name)
        hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
    return hash ^ hash >> 32;
}

bool equal(std::span<const uint32_t> a, std::span<const uint32_t> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// A power of two, so that many slots stay empty.
size_t slotsFor(size_t rows) {
    size_t size = 64;
    while (size < rows * 3 / 2)
        size *= 2;
    return size;
}

void addName(const NameRows& rows, size_t row, NameTables& tables) {
    const size_t mask = tables.by_name.size() - 1;
    size_t slot = hashOf(rows.entry(row).name) & mask;
    while (tables.by_name[slot] != 0)
        slot = (slot + 1) & mask;
    tables.by_name[slot] = static_cast<uint32_t>(row + 1);
}

void addOid(const NameRows& rows, size_t row, NameTables& tables) {
    const auto ids = rows.ids(row);
    const bool is_object = rows.entry(row).kind != NameKind::node && !ids.empty();
    if (is_object) {
        tables.shortest = tables.longest == 0 ? ids.size() : std::min(tables.shortest, ids.size());
        tables.longest = std::max(tables.longest, ids.size());
    }
    const size_t mask = tables.by_oid.size() - 1;
    size_t slot = hashOf(ids) & mask;
    for (; tables.by_oid[slot] != 0; slot = (slot + 1) & mask) {
        const size_t there = tables.by_oid[slot] - 1;
        if (!equal(rows.ids(there), ids)) continue;
        if (is_object && rows.entry(there).kind == NameKind::node) break;
        return;
    }
    tables.by_oid[slot] = static_cast<uint32_t>(row + 1);
}

NameTables tablesOf(const NameRows& rows) {
    NameTables tables;
    tables.by_oid.assign(slotsFor(rows.size()), 0);
    tables.by_name.assign(slotsFor(rows.size()), 0);
    std::span<const uint32_t> leaf;
    for (size_t row = 0; row < rows.size(); ++row) {
        addName(rows, row, tables);
        const auto ids = rows.ids(row);
        if (!leaf.empty() && ids.size() > leaf.size() && equal(ids.first(leaf.size()), leaf)) continue;
        addOid(rows, row, tables);
        if (isLeaf(rows.entry(row).kind)) leaf = ids;
    }
    return tables;
}

// The rows in the slots from that of the hash to the next empty one, until `take` returns true. The table may be full
// of anything.
template <typename Take>
void visitSlots(std::span<const uint32_t> slots, uint64_t hash, size_t rows, Take take) {
    const size_t mask = slots.size() - 1;
    size_t slot = hash & mask;
    for (size_t tries = 0; tries < slots.size() && slots[slot] != 0; ++tries, slot = (slot + 1) & mask)
        if (slots[slot] <= rows && take(slots[slot] - 1)) return;
}

}  // namespace

void NameRows::reserve(size_t rows) {
    entries_.reserve(rows);
    ids_.reserve(rows * 12);
    ends_.reserve(rows);
}

void NameRows::add(const NameEntry& entry, std::span<const uint32_t> ids) {
    entries_.push_back(entry);
    ids_.insert(ids_.end(), ids.begin(), ids.end());
    ends_.push_back(static_cast<uint32_t>(ids_.size()));
}

ListedNames::ListedNames(NameRows rows) : rows_(std::move(rows)), tables_(tablesOf(rows_)) {
    setTables({.by_oid = tables_.by_oid,
               .by_name = tables_.by_name,
               .shortest = tables_.shortest,
               .longest = tables_.longest});
}

std::optional<KnownName> NameIndex::probe(uint64_t hash, std::span<const uint32_t> ids) const {
    std::optional<KnownName> found;
    visitSlots(tables_.by_oid, hash, size(), [&](size_t row) {
        const auto there = this->ids(row);
        if (!equal(there, ids)) return false;
        const NameEntry known = entry(row);
        if (!known.name.empty()) found = {known, there};
        return true;
    });
    return found;
}

std::optional<KnownName> NameIndex::at(std::span<const uint32_t> ids) const {
    return probe(hashOf(ids), ids);
}

std::optional<KnownName> NameIndex::longestObject(std::span<const uint32_t> ids) const {
    uint64_t hashes[model::Oid::kMaxSize + 1];
    hashes[0] = kHashSeed;
    const size_t limit = std::min(ids.size(), tables_.longest);
    for (size_t i = 0; i < limit; ++i)
        hashes[i + 1] = extendHash(hashes[i], ids[i]);
    for (size_t length = limit; length >= tables_.shortest; --length) {
        auto known = probe(hashes[length], ids.first(length));
        if (known && known->entry.kind != NameKind::node) return known;
    }
    return std::nullopt;
}

std::vector<KnownName> NameIndex::named(std::string_view name) const {
    std::vector<KnownName> found;
    if (name.empty()) return found;
    visitSlots(tables_.by_name, hashOf(name), size(), [&](size_t row) {
        if (const NameEntry known = entry(row); known.name == name) found.push_back({known, this->ids(row)});
        return false;
    });
    return found;
}

RowRange NameIndex::under(std::span<const uint32_t> ids) const {
    // The first row of which `is_beyond` is true.
    const auto firstRow = [&](auto is_beyond) {
        size_t first = 0;
        for (size_t left = size(); left > 0;) {
            const size_t half = left / 2;
            if (is_beyond(this->ids(first + half)))
                left = half;
            else {
                first += half + 1;
                left -= half + 1;
            }
        }
        return first;
    };
    const auto isBefore = [&](std::span<const uint32_t> own) {
        return std::lexicographical_compare(own.begin(), own.end(), ids.begin(), ids.end());
    };
    const auto isUnder = [&](std::span<const uint32_t> own) {
        return own.size() >= ids.size() && equal(own.first(ids.size()), ids);
    };
    const size_t first = firstRow([&](auto own) { return !isBefore(own); });
    const size_t last = firstRow([&](auto own) { return !isBefore(own) && !isUnder(own); });
    return {first, std::max(first, last)};
}

}  // namespace snmpolld::names
