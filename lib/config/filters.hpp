// The `filters` of a module: as in snmp_exporter's module files (a list: what its generator calls dynamic), or with
// `static` and `dynamic`.
#pragma once

#include "base/result.hpp"
#include "config/module.hpp"
#include "config/section.hpp"

namespace snmpolld::config {

Result<Filters> readFilters(const Source& source, const YamlNode& node);

// The OIDs of a list of subtrees, by name or number.
Result<std::vector<model::Oid>> readSubtrees(const Source& source, const Section& section, std::string_view key);

}  // namespace snmpolld::config
