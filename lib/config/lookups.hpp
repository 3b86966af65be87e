// Finds the subtrees that a poll walks for labels only, so that their values may be kept until the next poll
// (`cache_lookups`).
#pragma once

#include <vector>

#include "model/target.hpp"

namespace snmpolld::config {

// Those of the set's walks that lie in a column of a lookup, unless a metric is made of them or needs them to read a
// value, or a filter looks at them. In the order of the walks.
std::vector<model::Oid> cacheableLookups(const model::ModuleSet& set);

}  // namespace snmpolld::config
