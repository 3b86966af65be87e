// How the rows of a table get their labels: the parts of the index, then the lookups in their order. Made once of a
// metric's definition; metrics with the same indexes and lookups share one.
#pragma once

#include <string>
#include <vector>

#include "model/metrics.hpp"

namespace snmpolld::metrics {

struct LookupStep {
    const model::MetricLookup* lookup = nullptr;
    std::vector<size_t> sources;  // the slots whose sub-identifiers find the row
    bool possible = true;         // false: a source is a label that nothing sets
    size_t target = 0;
    model::Oid type_column{};  // says the form of a combined type; empty for others
};

// A slot is a name that is a label at least for a while.
struct LabelPlan {
    const model::MetricDefinition* definition = nullptr;  // of the first metric that has these labels; borrowed
    std::vector<std::string> slots;
    std::vector<size_t> index_slots;
    std::vector<LookupStep> steps;  // without the deletions
    std::vector<size_t> shown;      // what is left in the end, in the order of its coming
};

LabelPlan planLabels(const model::MetricDefinition& definition);
bool haveSameLabels(const model::MetricDefinition& a, const model::MetricDefinition& b);

// The column in front of this one; empty when there is none.
model::Oid previousColumn(const model::Oid& column);

}  // namespace snmpolld::metrics
