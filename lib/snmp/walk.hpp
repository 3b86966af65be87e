// Walk: one subtree, and how far it has been walked. Kept by WalkPlan, moved on by WalkReader.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "model/oid.hpp"

namespace snmpolld::snmp {

struct Walk {
    const model::Oid* root;
    model::Oid at;  // the last OID that came
    uint64_t rows = 0;
    bool open = true;
    bool stopped = false;   // by a guard or an error
    bool aside = false;     // for a filter only
    bool held = false;      // the rest of its rows in the answer in hand is of no use
    int refused = 0;        // how often with an error, at this place
    bool came = false;      // rows of it came in the answer in hand
    bool unnamed = false;   // a row of it came in that answer whose name cannot be read
    bool passes = false;    // the request asks for what follows such rows
    model::Oid doubted{};   // behind this one came a damaged value, which is asked for again; empty: no
    bool suspects = false;  // that value is only suspected to be damaged
    std::unordered_set<uint64_t> seen{};
};

// The root of a subtree that had rows; nullptr if none had.
const model::Oid* anyAnswered(const std::vector<Walk>& walks);

// Whether the walk in which `column` lies was stopped before its end.
bool isStopped(const std::vector<Walk>& walks, const model::Oid& column);

// Subtrees that have ended without a row: each may be an instance.
std::vector<model::Oid> emptyRoots(const std::vector<Walk>& walks);

}  // namespace snmpolld::snmp
