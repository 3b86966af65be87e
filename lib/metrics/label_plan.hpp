// How the rows of a table get their labels: from the parts of the index, then from the lookups in their order. Made
// once from the definition of a metric. Metrics with the same indexes and lookups share a plan.
#pragma once

#include <string>
#include <vector>

#include "model/metrics.hpp"

namespace snmpolld::metrics {

struct LookupStep {
    const model::MetricLookup* lookup = nullptr;
    std::vector<size_t> sources;  // the slots whose sub-identifiers make up the index of the row
    bool possible = true;         // false if a source is a label that is never set
    size_t target = 0;
    model::Oid type_column{};  // whose value gives the form of a combined type; empty for other types
};

// There is a slot for each name that is a label at any time, even if it is deleted later.
struct LabelPlan {
    const model::MetricDefinition* definition = nullptr;  // of the first metric that has these labels; borrowed
    std::vector<std::string> slots;
    std::vector<size_t> index_slots;
    std::vector<LookupStep> steps;  // without the deletions
    std::vector<size_t> shown;      // the slots left in the end, in the order in which they were set
};

LabelPlan planLabels(const model::MetricDefinition& definition);
bool haveSameLabels(const model::MetricDefinition& a, const model::MetricDefinition& b);

// The column before this one in its table; empty if there is none.
model::Oid previousColumn(const model::Oid& column);

}  // namespace snmpolld::metrics
