// From Config to the Targets that are polled: ranges expanded, modules merged into one ModuleSet for each combination,
// shared.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "model/target.hpp"

namespace snmpolld::config {

// All targets in the order of the file. Errors: the same host twice with the same port (said with both places), no
// target at all.
Result<std::vector<model::Target>> expandTargets(const Config& config);

inline constexpr size_t kMaxGet = 10'000;  // OIDs of one poll

// The union of the named modules. Errors: an unknown name (with the nearest known one), more than kMaxGet OIDs.
Result<std::shared_ptr<const model::ModuleSet>> moduleSet(const Config& config,
                                                          const std::vector<std::string>& modules);

}  // namespace snmpolld::config
