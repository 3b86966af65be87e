#include "config/lookups.hpp"

#include <algorithm>

namespace snmpolld::config {

namespace {

using model::MetricType;
using model::Oid;

// The columns from which a poll's samples are made.
struct Columns {
    std::vector<Oid> lookups{};
    std::vector<Oid> values{};  // also those that say how to read a value or which rows are wanted
};

// A value of a combined type is read with the column before it, so neither of the two is kept.
void addValue(const Oid& oid, MetricType type, std::vector<Oid>& values) {
    values.push_back(oid);
    if (!isCombined(type) || oid.ids().back() == 0) return;
    std::vector<uint32_t> before(oid.ids().begin(), oid.ids().end());
    --before.back();
    values.emplace_back(before);
}

void addLookup(const model::MetricLookup& lookup, Columns& columns) {
    if (lookup.oid.empty()) return;
    if (isCombined(lookup.type))
        addValue(lookup.oid, lookup.type, columns.values);
    else
        columns.lookups.push_back(lookup.oid);
}

Columns columnsOf(const model::ModuleSet& set) {
    Columns columns;
    for (const auto& module : set.metrics)
        for (const model::MetricDefinition& metric : module->metrics) {
            addValue(metric.oid, metric.type, columns.values);
            for (const model::MetricLookup& lookup : metric.lookups)
                addLookup(lookup, columns);
        }
    for (const model::RowFilter& filter : set.filters)
        columns.values.push_back(filter.column);
    return columns;
}

bool overlap(const Oid& a, const Oid& b) {
    return a.startsWith(b) || b.startsWith(a);
}

}  // namespace

std::vector<Oid> cacheableLookups(const model::ModuleSet& set) {
    const Columns columns = columnsOf(set);
    const auto is_looked_up = [&](const Oid& walk) {
        return std::ranges::any_of(columns.lookups, [&](const Oid& column) { return walk.startsWith(column); });
    };
    const auto is_value = [&](const Oid& walk) {
        return std::ranges::any_of(columns.values, [&](const Oid& column) { return overlap(walk, column); });
    };
    std::vector<Oid> out;
    std::ranges::copy_if(set.walk, std::back_inserter(out),
                         [&](const Oid& walk) { return is_looked_up(walk) && !is_value(walk); });
    return out;
}

}  // namespace snmpolld::config
