// What the walks of a poll bring, estimated from what they walk before anything has been polled: columns times rows.
// The columns are those that the list of names and the metrics of the modules know. A table has as many rows as the
// device has interfaces, apart from some tables that count something else, for which real devices gave a usual number.
#pragma once

#include <cstddef>

#include "model/target.hpp"

namespace snmpolld::names {
class NameCatalog;
}

namespace snmpolld::report {

struct WalkAssumptions {
    // The median of the recordings of real devices with which the estimate was tested.
    static constexpr double kInterfaces = 15;
    static constexpr double kUnknownVarbinds = 500;

    double interfaces = kInterfaces;             // of each device
    double unknown_varbinds = kUnknownVarbinds;  // of a subtree in which no column is known
};

struct WalkEstimate {
    size_t subtrees = 0;     // walked, those of filters included
    size_t columns = 0;      // known ones in these subtrees
    double column_rows = 0;  // of all known columns together
    size_t unknown = 0;      // subtrees in which no column is known
    size_t whole = 0;        // subtrees that hold much of what the device has, such as mib-2
    double varbinds = 0;     // of all subtrees

    double rowsOfColumn() const { return columns == 0 ? 0 : column_rows / static_cast<double>(columns); }
    bool operator==(const WalkEstimate&) const = default;
};

// Rows that a filter chooses are counted as if their columns were walked.
WalkEstimate estimateWalks(const model::ModuleSet& asked, const names::NameCatalog& names,
                           const WalkAssumptions& assumed);

}  // namespace snmpolld::report
