// Reads the `metrics` of a module, in the words of snmp_exporter's module files.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/source.hpp"
#include "model/metrics.hpp"

namespace snmpolld::names {
class NameCatalog;
class NameScope;
}  // namespace snmpolld::names

namespace snmpolld::config {

// "PhysAddress48".
std::string_view metricTypeName(model::MetricType type);

// Reads only as much of a module's metrics as makes their names known: name, OID, and whether there are indexes.
// Metrics with errors are left out. `name` is the module's.
model::MetricModule outlineMetrics(const Source& source, const std::string& name, const YamlNode& module,
                                   const names::NameCatalog& names);

// `name` is the module's. Null when the list is empty.
Result<std::shared_ptr<const model::MetricModule>> readMetrics(const Source& source, const std::string& name,
                                                               const YamlNode& list, const names::NameScope& names);

}  // namespace snmpolld::config
