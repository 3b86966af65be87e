// A module: what to ask, with which settings, and which metrics are made of the answers. Plain data. Modules come from
// the config file, from module files (module_library.hpp) and with the program (shipped.hpp).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/metrics.hpp"
#include "model/oid.hpp"
#include "model/poll_settings.hpp"

namespace snmpolld::config {

// Of the subtrees `targets`, only the rows whose index is one of `indices` are asked for.
struct StaticFilter {
    std::vector<model::Oid> targets;
    std::vector<std::string> indices;  // "1", "10.0.0.1": what follows the column
};

// Of the subtrees `targets`, only the rows whose value in the column `oid` matches one of `values` (RE2) are asked for.
struct DynamicFilter {
    model::Oid oid;
    std::vector<model::Oid> targets;
    std::vector<std::string> values;
};

struct Filters {
    std::vector<StaticFilter> by_index;
    std::vector<DynamicFilter> by_value;
};

// A module asks for at least one thing.
struct Module {
    std::vector<model::Oid> get{};    // instances to GET
    std::vector<model::Oid> walk{};   // subtrees
    model::GivenSettings settings{};  // for targets that do not give them themselves
    Filters filters{};
    std::shared_ptr<const model::MetricModule> metrics{};  // null when it has none
    std::string origin{};  // "built in" or its module file; empty: the config defines it
};

}  // namespace snmpolld::config
