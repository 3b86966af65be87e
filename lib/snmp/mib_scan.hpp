// Finds the modules in MIB files and what these import, before Net-SNMP's parser reads the files. For mib_import.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace snmpolld::snmp {

struct MibModule {
    std::string name;
    size_t begin = 0;                                      // where its text begins in the file's
    std::string updated;                                   // its LAST-UPDATED, "" if it has none
    std::map<std::string, std::set<std::string>> imports;  // by the module that they come from
};

// The modules of a file's text; none when it is no MIB file. Understands no more than comments, strings, LAST-UPDATED
// and IMPORTS.
std::vector<MibModule> scanMib(std::string_view text);

}  // namespace snmpolld::snmp
