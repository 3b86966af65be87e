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

    // Replaces an earlier varbind with the same OID.
    void put(const model::Varbind& varbind);
    // Null if there is none.
    const model::Varbind* find(Words oid) const;

  private:
    uint64_t seed_;
    HashSlots slots_;
    std::vector<const model::Varbind*> varbinds_;
};

// For each varbind whether a later one has the same OID, as when a subtree is walked twice; empty if there is none.
std::vector<bool> supersededOf(std::span<const model::Varbind> varbinds, uint64_t seed);

}  // namespace snmpolld::metrics
