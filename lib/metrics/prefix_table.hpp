// Finds which of many subtrees an OID lies in. By binary search, though mostly none is needed as OIDs come in order.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "metrics/hash_slots.hpp"
#include "model/oid.hpp"

namespace snmpolld::metrics {

class PrefixTable {
  public:
    // Subtrees and their numbers. If a subtree is given twice, the later number counts. A subtree within another is
    // never found.
    explicit PrefixTable(std::vector<std::pair<model::Oid, uint32_t>> subtrees = {});

    struct Entry {
        model::Oid oid;
        uint32_t number = 0;
    };

    // `hint` is where the last search ended, at first 0.
    const Entry* find(Words oid, size_t& hint) const;

    bool empty() const { return entries_.empty(); }

  private:
    const Entry* search(Words oid, size_t& hint) const;

    std::vector<Entry> entries_;  // in order; none lies under another
};

// Whether `oid` is `prefix` or lies under it.
bool liesUnder(Words oid, Words prefix);

}  // namespace snmpolld::metrics
