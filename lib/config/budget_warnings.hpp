// What is allowed in `budgets` but cannot be meant: budgets of sites that no host has, and budgets that are lower than
// what the intervals ask for. For those who start a service or check a config.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace snmpolld::config {

// One sentence each, with its place in the file.
std::vector<std::string> budgetWarnings(const Config& config);

}  // namespace snmpolld::config
