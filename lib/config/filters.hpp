// The `filters` of a module: as in snmp_exporter's module files (a list: what its generator calls dynamic), or with
// `static` and `dynamic`.
#pragma once

#include "base/result.hpp"
#include "config/module.hpp"
#include "config/section.hpp"

namespace snmpolld::names {
class NameScope;
}

namespace snmpolld::config {

Result<Filters> readFilters(const Source& source, const YamlNode& node, const names::NameScope& names);

// The OIDs of a list of subtrees, by name or number.
Result<std::vector<model::Oid>> readSubtrees(const Source& source, const Section& section, std::string_view key,
                                             const names::NameScope& names);

}  // namespace snmpolld::config
