// The parts of a module in a dump that are more than one value: `metrics` and `filters`.
#pragma once

#include <string>

#include "config/module.hpp"

namespace snmpolld::names {
class NameScope;
}

namespace snmpolld::config {

// A list, one line a metric.
std::string yamlMetrics(const model::MetricModule& metrics, const names::NameScope& names);

std::string yamlFilters(const Filters& filters, const names::NameScope& names);

}  // namespace snmpolld::config
