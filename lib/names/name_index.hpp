// NameIndex: one list of names, searched by name, by exact OID, or for the longest known object that an OID lies under.
// The built-in, the imported and the metrics' names are one NameIndex each. Only lib/names uses this.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "names/names.hpp"

namespace snmpolld::names {

// Names with their OIDs as numbers, one after the other in one block of memory.
class NameRows {
  public:
    void reserve(size_t rows);
    void add(const NameEntry& entry, std::span<const uint32_t> ids);

    size_t size() const { return entries_.size(); }
    const NameEntry& entry(size_t row) const { return entries_[row]; }
    const std::vector<NameEntry>& entries() const { return entries_; }
    std::span<const uint32_t> ids(size_t row) const {
        const size_t first = row == 0 ? 0 : ends_[row - 1];
        return {ids_.data() + first, ends_[row] - first};
    }

  private:
    std::vector<NameEntry> entries_;
    std::vector<uint32_t> ids_;
    std::vector<uint32_t> ends_;  // where each row's ids end
};

// Whether only instances lie under names of this kind.
inline bool isLeaf(NameKind kind) {
    return kind == NameKind::scalar || kind == NameKind::column;
}

class NameIndex {
  public:
    // `rows` are in the order of their OIDs; an OID may be there for several modules. What the entries refer to must
    // outlive the index. A name of an instance, under a scalar or a column, is found by name only.
    explicit NameIndex(NameRows rows);

    std::span<const NameEntry> entries() const { return rows_.entries(); }
    std::span<const uint32_t> ids(const NameEntry& entry) const { return rows_.ids(rowOf(entry)); }

    // The entry with exactly this OID, an object before a mere node, or nullptr.
    const NameEntry* at(std::span<const uint32_t> ids) const;
    // The longest object (no mere node of the tree) that is a prefix of `ids`, or nullptr.
    const NameEntry* longestObject(std::span<const uint32_t> ids) const;
    // All entries of this name.
    std::vector<const NameEntry*> named(std::string_view name) const;
    // All entries at and under this OID.
    std::span<const NameEntry> under(std::span<const uint32_t> ids) const;

  private:
    static constexpr size_t kMaxLength = 128;

    size_t rowOf(const NameEntry& entry) const { return static_cast<size_t>(&entry - rows_.entries().data()); }
    void addOid(size_t row);
    void addName(size_t row);
    const NameEntry* probe(uint64_t hash, std::span<const uint32_t> ids) const;

    NameRows rows_;
    std::vector<uint32_t> by_oid_;   // open addressing; row + 1, 0 for empty
    std::vector<uint32_t> by_name_;  // likewise
    size_t shortest_ = kMaxLength;   // of objects
    size_t longest_ = 0;
};

// The built-in names.
const NameIndex& builtInNames();

}  // namespace snmpolld::names
