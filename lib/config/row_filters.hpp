// Applies a module's `filters` to what the module asks. Static filters are resolved here: GETs of the given rows take
// the place of walks. Dynamic filters are left to the worker, which learns from the device which rows are wanted.
// Called when modules become a ModuleSet (module_set.cpp).
#pragma once

#include <vector>

#include "config/module.hpp"
#include "model/target.hpp"

namespace snmpolld::config {

// What a module asks when its filters are applied, in the terms of ModuleSet.
struct FilteredModule {
    std::vector<model::Oid> get;
    std::vector<model::Oid> walk;
    std::vector<model::RowFilter> filters;
    std::vector<model::FilteredColumn> filtered;
};

FilteredModule applyFilters(const Module& module);

}  // namespace snmpolld::config
