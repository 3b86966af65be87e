#include "names/metric_names.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "names/name_index.hpp"

namespace snmpolld::names {

struct MetricNames::Index {
    std::deque<std::string> oids;  // texts that the names refer to
    ListedNames names;

    Index(std::deque<std::string> texts, NameRows rows) : oids(std::move(texts)), names(std::move(rows)) {}
};

MetricNames::MetricNames() = default;

MetricNames::MetricNames(const model::MetricModule& module) {
    learn(module);
}

MetricNames::MetricNames(MetricNames&& other) noexcept = default;
MetricNames& MetricNames::operator=(MetricNames&& other) noexcept = default;
MetricNames::~MetricNames() = default;

// A metric without indexes may belong to a scalar, to its instance, or to one cell of a table.
std::vector<MetricNames::MetricName> MetricNames::namesIn(const model::MetricModule& module) {
    std::vector<MetricName> names;
    names.reserve(module.metrics.size());
    for (const model::MetricDefinition& metric : module.metrics)
        names.push_back({metric.name, metric.oid, metric.indexes.empty() ? NameKind::object : NameKind::column});
    return names;
}

void MetricNames::learn(const model::MetricModule& module) {
    index_.reset();
    if (module.metrics.empty())
        modules_.erase(module.name);
    else
        modules_.insert_or_assign(module.name, namesIn(module));
}

const NameIndex* MetricNames::index() const {
    if (modules_.empty()) return nullptr;
    if (index_) return &index_->names;
    struct Row {
        const std::string* module;
        const MetricName* name;
    };
    std::vector<Row> rows;
    for (const auto& [module, names] : modules_)
        for (const MetricName& name : names)
            rows.push_back({&module, &name});
    std::ranges::stable_sort(rows, {}, [](const Row& row) -> const model::Oid& { return row.name->oid; });
    std::deque<std::string> oids;
    NameRows sorted;
    sorted.reserve(rows.size());
    for (const auto& [module, name] : rows) {
        oids.push_back(name->oid.toString());
        sorted.add({*module, name->name, oids.back(), name->kind}, name->oid.ids());
    }
    index_ = std::make_unique<const Index>(std::move(oids), std::move(sorted));
    return &index_->names;
}

}  // namespace snmpolld::names
