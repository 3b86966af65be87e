// Writes the parts of a module that are more than one value in a dump: `metrics` and `filters`.
#pragma once

#include <string>

#include "config/module.hpp"

namespace snmpolld::names {
class NameScope;
}

namespace snmpolld::config {

// A list with one line for each metric.
std::string yamlMetrics(const model::MetricModule& metrics, const names::NameScope& names);

std::string yamlFilters(const Filters& filters, const names::NameScope& names);

}  // namespace snmpolld::config
