// Applies a module's `filters` to what the module asks. Static ones are resolved here: GETs of the given rows take the
// place of walks. Of dynamic ones the worker learns which rows are wanted. Called when modules become a ModuleSet
// (module_set.cpp).
#pragma once

#include <vector>

#include "config/module.hpp"
#include "model/target.hpp"

namespace snmpolld::config {

// What is left to ask of a module, in the terms of ModuleSet.
struct FilteredModule {
    std::vector<model::Oid> get;
    std::vector<model::Oid> walk;
    std::vector<model::RowFilter> filters;
    std::vector<model::FilteredColumn> filtered;
};

FilteredModule applyFilters(const Module& module);

}  // namespace snmpolld::config
