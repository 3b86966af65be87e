// Recognises files that belong to snmp_exporter but that it does not load either, or no longer: an snmp.yml from before
// version 0.23, and a generator.yml. Messages then say what to run or to change, not which key is unknown.
#pragma once

#include "base/result.hpp"

namespace snmpolld::config {

struct Source;
struct YamlNode;

// Error: the file, a config or a module file, has modules at its top, as an old snmp.yml has.
Result<void> checkNotOld(const Source& source);

// Error: the module has an auth of its own, as in an old snmp.yml, or is the input of snmp_exporter's generator.
Result<void> checkModuleNotForeign(const Source& source, const YamlNode& module);

}  // namespace snmpolld::config
