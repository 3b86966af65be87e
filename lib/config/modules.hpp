// Reads one entry of `modules`.
#pragma once

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/section.hpp"
#include "config/source.hpp"

namespace snmpolld::config {

// `key` is the module's name. The names of its own metrics may be used in it.
Result<Module> readModule(const Source& source, const YamlNode& key, const YamlNode& node,
                          const names::NameCatalog& names);

}  // namespace snmpolld::config
