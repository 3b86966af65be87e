// Warns of what is allowed in `budgets` but can hardly be meant: budgets of sites that no host belongs to, and budgets
// that are lower than what the intervals ask for. Used when a service starts and when a config is checked.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace snmpolld::config {

// One sentence for each warning, with its place in the file.
std::vector<std::string> budgetWarnings(const Config& config);

}  // namespace snmpolld::config
