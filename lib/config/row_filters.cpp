#include "config/row_filters.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace snmpolld::config {

namespace {

using model::Oid;
using Oids = std::vector<Oid>;

bool isBelow(const Oid& oid, const Oid& subtree) {
    return oid.size() > subtree.size() && oid.startsWith(subtree);
}

// The columns of a module's metrics and those of their labels.
std::set<Oid> columnsOf(const Module& module) {
    std::set<Oid> out;
    if (module.metrics == nullptr) return out;
    for (const model::MetricDefinition& metric : module.metrics->metrics) {
        out.insert(metric.oid);
        for (const model::MetricLookup& lookup : metric.lookups)
            if (!lookup.oid.empty()) out.insert(lookup.oid);
    }
    return out;
}

class Filtering {
  public:
    explicit Filtering(const Module& module)
        : module_(module), columns_(columnsOf(module)), out_{module.get, module.walk, {}, {}} {}

    FilteredModule run() && {
        for (const StaticFilter& filter : module_.filters.by_index)
            apply(filter);
        for (const DynamicFilter& filter : module_.filters.by_value)
            note(filter);
        for (const DynamicFilter& filter : module_.filters.by_value)
            for (const Oid& target : filter.targets) {
                dropWalks(target);
                std::erase_if(out_.get, [&](const Oid& instance) { return instance.startsWith(target); });
            }
        for (auto& [column, filtered] : filtered_)
            out_.filtered.push_back(std::move(filtered));
        return std::move(out_);
    }

  private:
    // Whether a filter on `target` takes the place of this walk. A single instance is never replaced.
    bool isReplaced(const Oid& walked, const Oid& target) const {
        return walked.startsWith(target) &&
               std::ranges::none_of(columns_, [&](const Oid& column) { return isBelow(walked, column); });
    }

    void addColumns(const Oid& subtree, std::set<Oid>& out) const {
        bool any = false;
        for (auto column = columns_.upper_bound(subtree); column != columns_.end() && column->startsWith(subtree);
             ++column)
            any = out.insert(*column).second || any;
        if (!any) out.insert(subtree);
    }

    // The subtrees for which a target stands: those of it that are walked, or else the target itself. A table stands
    // for the columns from which metrics are made.
    std::set<Oid> columnsIn(const Oid& target) const {
        std::set<Oid> out;
        for (const Oid& walked : out_.walk)
            if (isReplaced(walked, target)) addColumns(walked, out);
        if (out.empty()) addColumns(target, out);
        return out;
    }

    void dropWalks(const Oid& target) {
        std::erase_if(out_.walk, [&](const Oid& walked) { return isReplaced(walked, target); });
    }

    // As in snmp_exporter's generator, a filter on the column of a label also applies to the metrics that have this
    // label.
    Oids targetsOf(const StaticFilter& filter) const {
        Oids out = filter.targets;
        const auto filters = [&](const model::MetricLookup& lookup) {
            return std::ranges::find(filter.targets, lookup.oid) != filter.targets.end();
        };
        if (module_.metrics != nullptr)
            for (const model::MetricDefinition& metric : module_.metrics->metrics)
                if (std::ranges::any_of(metric.lookups, filters)) out.push_back(metric.oid);
        return out;
    }

    void apply(const StaticFilter& filter) {
        const Oids targets = targetsOf(filter);
        std::set<Oid> columns;
        for (const Oid& target : targets)
            columns.merge(columnsIn(target));
        for (const Oid& target : targets)
            dropWalks(target);
        for (const Oid& column : columns)
            for (const std::string& index : filter.indices)
                addInstance(column, index);
    }

    void addInstance(Oid column, const std::string& index) {
        const auto ids = Oid::parse("1.3." + index);  // checked when it was read; a single number is not an OID
        if (!ids || column.size() + ids->size() - 2 > Oid::kMaxSize) return;
        for (const uint32_t id : ids->ids().subspan(2))
            column.push_back(id);
        out_.get.push_back(std::move(column));
    }

    bool isAsked(const Oid& column) const {
        return std::ranges::any_of(out_.walk, [&](const Oid& walked) { return column.startsWith(walked); }) ||
               std::ranges::any_of(out_.get, [&](const Oid& instance) { return instance.startsWith(column); });
    }

    void note(const DynamicFilter& filter) {
        const auto number = static_cast<uint32_t>(out_.filters.size());
        out_.filters.push_back({filter.oid, filter.values});
        for (const Oid& target : filter.targets)
            for (const Oid& column : columnsIn(target)) {
                const auto [place, fresh] = filtered_.try_emplace(column);
                model::FilteredColumn& filtered = place->second;
                if (fresh) filtered = {column, {}, isAsked(column)};
                if (fresh || filtered.filters.back() != number) filtered.filters.push_back(number);
            }
    }

    const Module& module_;
    std::set<Oid> columns_;
    FilteredModule out_;
    std::map<Oid, model::FilteredColumn> filtered_;
};

}  // namespace

FilteredModule applyFilters(const Module& module) {
    return Filtering(module).run();
}

}  // namespace snmpolld::config
