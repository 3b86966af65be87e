// Reads the `filters` of a module: either a list, as in snmp_exporter's module files (its generator calls these filters
// dynamic), or a map with `static` and `dynamic`.
#pragma once

#include "base/result.hpp"
#include "config/module.hpp"
#include "config/section.hpp"

namespace snmpolld::names {
class NameScope;
}

namespace snmpolld::config {

Result<Filters> readFilters(const Source& source, const YamlNode& node, const names::NameScope& names);

// The OIDs of a list of subtrees that are given by name or number.
Result<std::vector<model::Oid>> readSubtrees(const Source& source, const Section& section, std::string_view key,
                                             const names::NameScope& names);

}  // namespace snmpolld::config
