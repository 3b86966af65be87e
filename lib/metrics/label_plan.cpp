#include "metrics/label_plan.hpp"

#include <algorithm>
#include <tuple>

#include "metrics/index_text.hpp"

namespace snmpolld::metrics {

namespace {

size_t slotOf(LabelPlan& plan, const std::string& label) {
    const auto found = std::find(plan.slots.begin(), plan.slots.end(), label);
    if (found != plan.slots.end()) return static_cast<size_t>(found - plan.slots.begin());
    plan.slots.push_back(label);
    return plan.slots.size() - 1;
}

void show(LabelPlan& plan, size_t slot) {
    if (std::find(plan.shown.begin(), plan.shown.end(), slot) == plan.shown.end()) plan.shown.push_back(slot);
}

LookupStep stepOf(LabelPlan& plan, const model::MetricLookup& lookup) {
    LookupStep step;
    step.lookup = &lookup;
    for (const std::string& label : lookup.labels) {
        const auto found = std::find(plan.slots.begin(), plan.slots.end(), label);
        step.possible = step.possible && found != plan.slots.end();
        step.sources.push_back(static_cast<size_t>(found - plan.slots.begin()));
    }
    step.target = slotOf(plan, lookup.label);
    if (isCombined(lookup.type)) step.type_column = previousColumn(lookup.oid);
    return step;
}

bool sameIndex(const model::MetricIndex& a, const model::MetricIndex& b) {
    const auto fields = [](const model::MetricIndex& index) {
        return std::tie(index.label, index.type, index.fixed_size, index.implied, index.enum_values);
    };
    return fields(a) == fields(b);
}

bool sameLookup(const model::MetricLookup& a, const model::MetricLookup& b) {
    const auto fields = [](const model::MetricLookup& lookup) {
        return std::tie(lookup.labels, lookup.label, lookup.oid, lookup.type, lookup.enum_values, lookup.display_hint);
    };
    return fields(a) == fields(b);
}

}  // namespace

LabelPlan planLabels(const model::MetricDefinition& definition) {
    LabelPlan plan;
    plan.definition = &definition;
    for (const model::MetricIndex& index : definition.indexes) {
        plan.index_slots.push_back(slotOf(plan, index.label));
        show(plan, plan.index_slots.back());
    }
    for (const model::MetricLookup& lookup : definition.lookups) {
        if (lookup.labels.empty() || lookup.oid.empty()) {
            std::erase_if(plan.shown, [&](size_t slot) { return plan.slots[slot] == lookup.label; });
            continue;
        }
        plan.steps.push_back(stepOf(plan, lookup));
        show(plan, plan.steps.back().target);
    }
    return plan;
}

bool haveSameLabels(const model::MetricDefinition& a, const model::MetricDefinition& b) {
    return std::equal(a.indexes.begin(), a.indexes.end(), b.indexes.begin(), b.indexes.end(), sameIndex) &&
           std::equal(a.lookups.begin(), a.lookups.end(), b.lookups.begin(), b.lookups.end(), sameLookup);
}

model::Oid previousColumn(const model::Oid& column) {
    if (column.empty() || column.ids().back() == 0) return {};
    std::vector<uint32_t> ids(column.ids().begin(), column.ids().end());
    --ids.back();
    return model::Oid(ids);
}

}  // namespace snmpolld::metrics
