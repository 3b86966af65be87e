// Debian ships no IETF MIBs, and vendors' MIBs import from them. A stand-in is a module of just those symbols that are
// imported: objects that the built-in names have, and types, of which only the existence matters here.
#pragma once

#include <set>
#include <string>

namespace snmpolld::snmp {

// The text of a MIB module, for Net-SNMP's parser.
std::string standInModule(const std::string& name, const std::set<std::string>& symbols);

}  // namespace snmpolld::snmp
