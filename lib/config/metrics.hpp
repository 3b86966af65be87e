// The `metrics` of a module, in the words of snmp_exporter's module files.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/source.hpp"
#include "model/metrics.hpp"

namespace snmpolld::config {

// "PhysAddress48".
std::string_view metricTypeName(model::MetricType type);

// `name` is the module's. Null when the list is empty.
Result<std::shared_ptr<const model::MetricModule>> readMetrics(const Source& source, const std::string& name,
                                                               const YamlNode& list);

}  // namespace snmpolld::config
