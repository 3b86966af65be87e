// NameIndex: one list of names, searched by name, by exact OID, or for the longest known object that an OID lies under.
// The built-in, the imported (name_map.hpp) and the metrics' names are one NameIndex each. Only lib/names uses this.
#pragma once

#include <cstdint>
#include <optional>
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

// A name with its OID, from whichever list. Refers to the list.
struct KnownName {
    NameEntry entry;
    std::span<const uint32_t> ids;
};

// Rows that follow each other, for loops.
struct RowRange {
    size_t first = 0;
    size_t last = 0;  // the one behind them

    bool empty() const { return first == last; }
};

// Where a list's rows are found by OID and by name.
struct NameTables {
    std::vector<uint32_t> by_oid;  // open addressing, a power of two of slots; row + 1, 0 for empty
    std::vector<uint32_t> by_name;
    size_t shortest = 1;  // of the OIDs of objects
    size_t longest = 0;
};

// A list whose rows are in the order of their OIDs; an OID may be there for several modules. Names of instances, under
// a scalar or a column, are found by name only. Where the rows are is up to the list: in memory, or in a file that
// nobody vouches for. So nothing is concluded from a row before it was compared, and a row that is damaged has no name.
class NameIndex {
  public:
    virtual ~NameIndex() = default;

    virtual size_t size() const = 0;
    // An entry without a name if the row is damaged.
    virtual NameEntry entry(size_t row) const = 0;
    virtual std::span<const uint32_t> ids(size_t row) const = 0;

    // The entry with exactly this OID, an object before a mere node.
    std::optional<KnownName> at(std::span<const uint32_t> ids) const;
    // The longest object (no mere node of the tree) that is a prefix of `ids`.
    std::optional<KnownName> longestObject(std::span<const uint32_t> ids) const;
    // All entries of this name.
    std::vector<KnownName> named(std::string_view name) const;
    // All entries at and under this OID.
    RowRange under(std::span<const uint32_t> ids) const;

  protected:
    // To be called before the first question; the tables must live as long as the list.
    struct Tables {
        std::span<const uint32_t> by_oid;
        std::span<const uint32_t> by_name;
        size_t shortest = 1;
        size_t longest = 0;
    };
    void setTables(const Tables& tables) { tables_ = tables; }

  private:
    std::optional<KnownName> probe(uint64_t hash, std::span<const uint32_t> ids) const;

    Tables tables_;
};

// A list in memory. What its entries refer to must outlive it.
class ListedNames : public NameIndex {
  public:
    explicit ListedNames(NameRows rows);
    ListedNames(const ListedNames&) = delete;
    ListedNames& operator=(const ListedNames&) = delete;

    size_t size() const override { return rows_.size(); }
    NameEntry entry(size_t row) const override { return rows_.entry(row); }
    std::span<const uint32_t> ids(size_t row) const override { return rows_.ids(row); }

    std::span<const NameEntry> entries() const { return rows_.entries(); }
    const NameTables& tables() const { return tables_; }

  private:
    NameRows rows_;
    NameTables tables_;
};

// The built-in names.
const ListedNames& builtInNames();

}  // namespace snmpolld::names
