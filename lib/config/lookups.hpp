// Which of the subtrees that a poll walks are there for labels only, so that what came of them may be kept until the
// next poll (`cache_lookups`).
#pragma once

#include <vector>

#include "model/target.hpp"

namespace snmpolld::config {

// Of the set's walks and metrics: the subtrees that lie in a column to which lookups lead, while no metric is made of
// what lies there or needs it to read a value, and no filter looks at it. In the order of the walks.
std::vector<model::Oid> cacheableLookups(const model::ModuleSet& set);

}  // namespace snmpolld::config
