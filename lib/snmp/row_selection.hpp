// RowSelection: which rows the filters of a module set select. It sees the filters' columns while they are walked, and
// then says which instances of the filtered columns to ask for. Used by one exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/target.hpp"
#include "model/varbind.hpp"
#include "snmp/filter_regexes.hpp"

namespace snmpolld::snmp {

class WalkPlan;

class RowSelection {
  public:
    static constexpr size_t kMaxInstances = 100'000;

    // Borrows both.
    RowSelection(const model::ModuleSet& asked, FilterRegexes& regexes)
        : asked_(asked), regexes_(regexes), rows_(asked.filters.size(), Rows{}) {}

    // Takes note of what walks brought, whether or not it belongs to a filter's column.
    void see(std::span<const model::Varbind> values);

    // Whether there is anything to see for.
    bool isWaiting() const { return !settled_ && !rows_.empty(); }

    // To be called once, when the walks have ended. Columns whose filter could not be walked to its end are walked
    // whole; returns whether there are any.
    bool walkUnfiltered(WalkPlan& walks);

    // The selected instances, in the order of OIDs and without repeats; at most kMaxInstances.
    std::vector<model::Oid> instances();
    // Whether more than kMaxInstances were selected.
    bool isCut() const { return cut_; }

  private:
    using Rows = std::vector<model::Oid>;  // what follows the column in the OIDs of a row

    bool wants(const model::RowFilter& filter, const model::Varbind& value);
    std::optional<Rows> rowsOf(const model::FilteredColumn& column) const;

    const model::ModuleSet& asked_;
    FilterRegexes& regexes_;
    std::vector<std::optional<Rows>> rows_;  // of each filter; nullopt: its column could not be walked to its end
    bool settled_ = false;
    bool cut_ = false;
};

}  // namespace snmpolld::snmp
