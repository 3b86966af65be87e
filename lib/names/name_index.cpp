#include "names/name_index.hpp"

#include <algorithm>
#include <functional>

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

size_t hashOf(std::string_view name) {
    return std::hash<std::string_view>()(name);
}

bool equal(std::span<const uint32_t> a, std::span<const uint32_t> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// A power of two, so that most slots stay empty.
size_t slotsFor(size_t rows) {
    size_t size = 64;
    while (size < rows * 3)
        size *= 2;
    return size;
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

NameIndex::NameIndex(NameRows rows) : rows_(std::move(rows)) {
    by_oid_.assign(slotsFor(rows_.size()), 0);
    by_name_.assign(slotsFor(rows_.size()), 0);
    std::span<const uint32_t> leaf;
    for (size_t row = 0; row < rows_.size(); ++row) {
        addName(row);
        const auto ids = rows_.ids(row);
        if (!leaf.empty() && ids.size() > leaf.size() && equal(ids.first(leaf.size()), leaf)) continue;
        addOid(row);
        if (isLeaf(rows_.entry(row).kind)) leaf = ids;
    }
}

void NameIndex::addOid(size_t row) {
    const auto ids = rows_.ids(row);
    const bool is_object = rows_.entry(row).kind != NameKind::node && !ids.empty();
    if (is_object) {
        shortest_ = std::min(shortest_, ids.size());
        longest_ = std::max(longest_, ids.size());
    }
    const size_t mask = by_oid_.size() - 1;
    size_t slot = hashOf(ids) & mask;
    for (; by_oid_[slot] != 0; slot = (slot + 1) & mask) {
        const size_t there = by_oid_[slot] - 1;
        if (!equal(rows_.ids(there), ids)) continue;
        if (is_object && rows_.entry(there).kind == NameKind::node) break;
        return;
    }
    by_oid_[slot] = static_cast<uint32_t>(row + 1);
}

void NameIndex::addName(size_t row) {
    const size_t mask = by_name_.size() - 1;
    size_t slot = hashOf(rows_.entry(row).name) & mask;
    while (by_name_[slot] != 0)
        slot = (slot + 1) & mask;
    by_name_[slot] = static_cast<uint32_t>(row + 1);
}

const NameEntry* NameIndex::probe(uint64_t hash, std::span<const uint32_t> ids) const {
    const size_t mask = by_oid_.size() - 1;
    for (size_t slot = hash & mask; by_oid_[slot] != 0; slot = (slot + 1) & mask) {
        const size_t row = by_oid_[slot] - 1;
        if (equal(rows_.ids(row), ids)) return &rows_.entry(row);
    }
    return nullptr;
}

const NameEntry* NameIndex::at(std::span<const uint32_t> ids) const {
    return probe(hashOf(ids), ids);
}

const NameEntry* NameIndex::longestObject(std::span<const uint32_t> ids) const {
    uint64_t hashes[kMaxLength + 1];
    hashes[0] = kHashSeed;
    const size_t limit = std::min(ids.size(), longest_);
    for (size_t i = 0; i < limit; ++i)
        hashes[i + 1] = extendHash(hashes[i], ids[i]);
    for (size_t length = limit; length >= shortest_; --length) {
        const NameEntry* entry = probe(hashes[length], ids.first(length));
        if (entry != nullptr && entry->kind != NameKind::node) return entry;
    }
    return nullptr;
}

std::vector<const NameEntry*> NameIndex::named(std::string_view name) const {
    std::vector<const NameEntry*> found;
    const size_t mask = by_name_.size() - 1;
    for (size_t slot = hashOf(name) & mask; by_name_[slot] != 0; slot = (slot + 1) & mask) {
        const NameEntry& entry = rows_.entry(by_name_[slot] - 1);
        if (entry.name == name) found.push_back(&entry);
    }
    return found;
}

std::span<const NameEntry> NameIndex::under(std::span<const uint32_t> ids) const {
    const auto before = [&](const NameEntry& entry, std::span<const uint32_t> key) {
        const auto own = this->ids(entry);
        return std::lexicographical_compare(own.begin(), own.end(), key.begin(), key.end());
    };
    const auto is_under = [&](const NameEntry& entry) {
        const auto own = this->ids(entry);
        return own.size() >= ids.size() && equal(own.first(ids.size()), ids);
    };
    const auto all = entries();
    const auto first = std::lower_bound(all.begin(), all.end(), ids, before);
    return {first, std::partition_point(first, all.end(), is_under)};
}

}  // namespace snmpolld::names
