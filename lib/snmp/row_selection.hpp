// RowSelection: which rows the filters of a module set want. It sees the filters' columns while they are walked and
// says then which instances of the filtered columns are to be asked for. Used by one exchange.
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

    // What walks brought, be it of a filter's column or not.
    void see(std::span<const model::Varbind> values);

    // The walks have ended: has those columns walked as a whole whose filters could not be, and says whether there are
    // any. Only once.
    bool walkUnfiltered(WalkPlan& walks);

    // The instances that are wanted, in the order of OIDs without repeats; at most kMaxInstances.
    std::vector<model::Oid> instances();
    // More were wanted.
    bool isCut() const { return cut_; }

  private:
    using Rows = std::vector<model::Oid>;  // what follows the column in their names

    bool wants(const model::RowFilter& filter, const model::Varbind& value);
    std::optional<Rows> rowsOf(const model::FilteredColumn& column) const;

    const model::ModuleSet& asked_;
    FilterRegexes& regexes_;
    std::vector<std::optional<Rows>> rows_;  // of each filter; nullopt: its column could not be walked to its end
    bool settled_ = false;
    bool cut_ = false;
};

}  // namespace snmpolld::snmp
