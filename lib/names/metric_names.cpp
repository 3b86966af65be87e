#include "names/metric_names.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "names/name_catalog.hpp"

namespace snmpolld::names {

namespace {

struct State {
    MetricNames names;
    std::string preferred;
    std::deque<std::string> oids;            // texts that the index refers to, besides the names
    std::unique_ptr<const NameIndex> index;  // of the names; null: made when it is needed
};

State& state() {
    static State instance;
    return instance;
}

void haveChanged() {
    state().index.reset();
    forgetRecentNames();
}

struct Row {
    const std::string* module;
    const MetricName* name;
};

std::unique_ptr<const NameIndex> indexOf(const MetricNames& names, std::deque<std::string>& oids) {
    std::vector<Row> rows;
    for (const auto& [module, own] : names)
        for (const MetricName& name : own)
            rows.push_back({&module, &name});
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.name->oid < b.name->oid; });
    oids.clear();
    NameRows sorted;
    sorted.reserve(rows.size());
    for (const Row& row : rows) {
        oids.push_back(row.name->oid.toString());
        sorted.add({*row.module, row.name->name, oids.back(), row.name->kind}, row.name->oid.ids());
    }
    return std::make_unique<const NameIndex>(std::move(sorted));
}

// A metric without indexes may be of a scalar, of its instance, or of one cell of a table.
std::vector<MetricName> namesOf(const model::MetricModule& module) {
    std::vector<MetricName> names;
    names.reserve(module.metrics.size());
    for (const model::MetricDefinition& metric : module.metrics)
        names.push_back({metric.name, metric.oid, metric.indexes.empty() ? NameKind::object : NameKind::column});
    return names;
}

void setNames(const std::string& module, std::vector<MetricName> names) {
    if (names.empty())
        state().names.erase(module);
    else
        state().names.insert_or_assign(module, std::move(names));
    haveChanged();
}

}  // namespace

const MetricNames& metricNames() {
    return state().names;
}

void useMetricNames(MetricNames names) {
    state().names = std::move(names);
    haveChanged();
}

void learnMetricNames(const model::MetricModule& module) {
    setNames(module.name, namesOf(module));
}

OwnMetricNames::OwnMetricNames(const model::MetricModule& module)
    : module_(module.name), preferred_before_(std::exchange(state().preferred, module.name)) {
    if (const auto before = state().names.find(module_); before != state().names.end())
        before_ = std::move(before->second);
    setNames(module_, namesOf(module));
}

OwnMetricNames::~OwnMetricNames() {
    setNames(module_, std::move(before_));
    state().preferred = std::move(preferred_before_);
}

const NameIndex* namesOfMetrics() {
    State& current = state();
    if (current.names.empty()) return nullptr;
    if (!current.index) current.index = indexOf(current.names, current.oids);
    return current.index.get();
}

std::string_view preferredMetrics() {
    return state().preferred;
}

}  // namespace snmpolld::names
