// The varbinds of a record by their OIDs, for lookups from one column into another.
#pragma once

#include <span>
#include <vector>

#include "metrics/hash_slots.hpp"
#include "model/varbind.hpp"

namespace snmpolld::metrics {

class VarbindTable {
  public:
    explicit VarbindTable(uint64_t seed) : seed_(seed) {}

    // In place of one with the same OID.
    void put(const model::Varbind& varbind);
    // Null when there is none.
    const model::Varbind* find(Words oid) const;

  private:
    uint64_t seed_;
    HashSlots slots_;
    std::vector<const model::Varbind*> varbinds_;
};

// For each varbind whether a later one has its OID (subtrees that were walked twice); empty when none has.
std::vector<bool> supersededOf(std::span<const model::Varbind> varbinds, uint64_t seed);

}  // namespace snmpolld::metrics
