#include "report/walk_estimate.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "names/name_catalog.hpp"

namespace snmpolld::report {

namespace {

using model::Oid;
using names::NameKind;

// Half of the recorded devices have more than 3,900 varbinds in all.
constexpr double kWholeDevice = 4'000;
constexpr size_t kLongestOfWhole = 6;  // sub-identifiers: mib-2 and enterprises have six

struct UsualRows {
    std::string_view table;
    double rows;
};

// Tables whose rows are not those of interfaces: the median of the recorded devices that have them.
constexpr std::array kUsualRows{
    UsualRows{"1.3.6.1.2.1.1.9", 6},        // sysORTable
    UsualRows{"1.3.6.1.2.1.4.20", 3},       // ipAddrTable
    UsualRows{"1.3.6.1.2.1.4.21", 3},       // ipRouteTable
    UsualRows{"1.3.6.1.2.1.4.22", 3},       // ipNetToMediaTable
    UsualRows{"1.3.6.1.2.1.4.31.1", 2},     // ipSystemStatsTable
    UsualRows{"1.3.6.1.2.1.4.34", 4},       // ipAddressTable
    UsualRows{"1.3.6.1.2.1.4.35", 2},       // ipNetToPhysicalTable
    UsualRows{"1.3.6.1.2.1.25.2.3", 9},     // hrStorageTable
    UsualRows{"1.3.6.1.2.1.25.3.2", 12},    // hrDeviceTable
    UsualRows{"1.3.6.1.2.1.25.3.3", 2},     // hrProcessorTable
    UsualRows{"1.3.6.1.2.1.25.3.8", 3},     // hrFSTable
    UsualRows{"1.3.6.1.2.1.25.4.2", 140},   // hrSWRunTable
    UsualRows{"1.3.6.1.2.1.25.5.1", 140},   // hrSWRunPerfTable
    UsualRows{"1.3.6.1.2.1.25.6.3", 140},   // hrSWInstalledTable
    UsualRows{"1.3.6.1.2.1.33", 3},         // UPS-MIB
    UsualRows{"1.3.6.1.2.1.47.1.1.1", 25},  // entPhysicalTable
    UsualRows{"1.3.6.1.2.1.99.1.1", 50},    // entPhySensorTable
    UsualRows{"1.3.6.1.4.1.2021.9", 0.5},   // dskTable: those that the agent's own config names, mostly none
    UsualRows{"1.3.6.1.4.1.2021.10", 3},    // laTable
    UsualRows{"1.0.8802.1.1.2.1.4", 8},     // the neighbours of LLDP-MIB
};

const std::vector<std::pair<Oid, double>>& usualRows() {
    static const auto rows = [] {
        std::vector<std::pair<Oid, double>> out;
        for (const UsualRows& usual : kUsualRows)
            out.emplace_back(*Oid::parse(usual.table), usual.rows);
        return out;
    }();
    return rows;
}

double rowsOf(const Oid& column, double interfaces) {
    const auto usual =
        std::ranges::find_if(usualRows(), [&](const auto& entry) { return column.startsWith(entry.first); });
    return usual == usualRows().end() ? interfaces : usual->second;
}

class Estimator {
  public:
    Estimator(const model::ModuleSet& asked, const names::NameCatalog& names, const WalkAssumptions& assumed)
        : names_(names), assumed_(assumed) {
        for (const auto& module : asked.metrics)
            for (const model::MetricDefinition& metric : module->metrics)
                learn(metric);
    }

    void add(const Oid& subtree) {
        ++estimate_.subtrees;
        if (subtree.ids().size() <= kLongestOfWhole) return addWhole();
        if (isInstance(subtree)) return void(++estimate_.varbinds);
        std::set<Oid> columns = ofMetrics(columns_, subtree), scalars = ofMetrics(scalars_, subtree);
        addNames(subtree, columns, scalars);
        if (columns.empty() && scalars.empty()) return addUnknown();
        for (const Oid& column : columns)
            addColumn(column);
        estimate_.varbinds += static_cast<double>(scalars.size());
    }

    const WalkEstimate& estimate() const { return estimate_; }

  private:
    void learn(const model::MetricDefinition& metric) {
        (metric.indexes.empty() ? scalars_ : columns_).insert(metric.oid);
        for (const model::MetricLookup& lookup : metric.lookups)
            if (!lookup.oid.ids().empty()) columns_.insert(lookup.oid);
    }
    static std::set<Oid> ofMetrics(const std::set<Oid>& all, const Oid& subtree) {
        const auto in_subtree = [&](const Oid& oid) { return oid.startsWith(subtree); };
        const auto first = all.lower_bound(subtree);
        return {first, std::find_if_not(first, all.end(), in_subtree)};
    }
    bool isInstance(const Oid& subtree) const {
        const auto object = names_.objectOf(subtree);
        return object && (object->entry.kind == NameKind::scalar || object->entry.kind == NameKind::column) &&
               !object->instance.empty();
    }
    void addNames(const Oid& subtree, std::set<Oid>& columns, std::set<Oid>& scalars) const {
        for (const names::NameEntry& entry : names_.findNames(subtree.toString())) {
            if (entry.kind == NameKind::column || entry.kind == NameKind::object)
                columns.insert(*Oid::parse(entry.oid));
            if (entry.kind == NameKind::scalar) scalars.insert(*Oid::parse(entry.oid));
        }
    }
    void addColumn(const Oid& column) {
        const double rows = rowsOf(column, assumed_.interfaces);
        ++estimate_.columns;
        estimate_.column_rows += rows;
        estimate_.varbinds += rows;
    }
    void addWhole() {
        ++estimate_.whole;
        estimate_.varbinds += kWholeDevice;
    }
    void addUnknown() {
        ++estimate_.unknown;
        estimate_.varbinds += assumed_.unknown_varbinds;
    }

    const names::NameCatalog& names_;
    const WalkAssumptions& assumed_;
    std::set<Oid> columns_;
    std::set<Oid> scalars_;
    WalkEstimate estimate_;
};

}  // namespace

WalkEstimate estimateWalks(const model::ModuleSet& asked, const names::NameCatalog& names,
                           const WalkAssumptions& assumed) {
    Estimator estimator(asked, names, assumed);
    for (const Oid& subtree : asked.walk)
        estimator.add(subtree);
    for (const model::RowFilter& filter : asked.filters)
        estimator.add(filter.column);
    for (const model::FilteredColumn& filtered : asked.filtered)
        estimator.add(filtered.column);
    return estimator.estimate();
}

}  // namespace snmpolld::report
