// Reads MIB files with Net-SNMP's parser, for `snmpolld names import`: the one place that uses it. No environment
// variable, no snmp.conf and no installed MIB affects the result. Never runs in a worker.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "names/name_format.hpp"

namespace snmpolld::snmp {

struct MibImport {
    std::vector<names::ImportedName> names;
    size_t modules = 0;                             // from which names came
    std::vector<std::string> problems;              // one line each: "FILE:LINE: what"
    std::vector<std::filesystem::path> no_modules;  // files in which there is no MIB module
};

// Reads all files together, since modules import each other. What cannot be read is reported as a problem, and the rest
// is read. For modules that are imported but not in `files`, the built-in names stand in as far as they are needed. A
// module that is there twice is taken from the later file. Called once in a process: the parser keeps some of what it
// has read.
MibImport importMibs(const std::vector<std::filesystem::path>& files);

}  // namespace snmpolld::snmp
