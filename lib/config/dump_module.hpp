// The parts of a module in a dump that are more than one value: `metrics` and `filters`.
#pragma once

#include <string>

#include "config/module.hpp"

namespace snmpolld::config {

// A list, one line a metric.
std::string yamlMetrics(const model::MetricModule& metrics);

std::string yamlFilters(const Filters& filters);

}  // namespace snmpolld::config
