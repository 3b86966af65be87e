// Reads MIB files with Net-SNMP's parser, for `snmpolld names import`: the one place that uses it. No environment
// variable, no snmp.conf and no installed MIB affects the result. Never runs in a worker.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "names/name_format.hpp"

namespace snmpolld::snmp {

// How many files of how many are read.
using MibProgress = std::function<void(size_t done, size_t all)>;

struct MibImport {
    std::vector<names::ImportedName> names;
    size_t modules = 0;                             // from which names came
    std::vector<std::string> problems;              // one line each: "FILE:LINE: what"
    std::vector<std::filesystem::path> no_modules;  // files in which there is no MIB module
};

// Reads all files together, since modules import each other. What cannot be read is reported as a problem, and the rest
// is read. For modules that are imported but not in `files`, the built-in names stand in as far as they are needed. Of
// a module that is there several times, the one with the latest LAST-UPDATED is used, the later file if they say the
// same, and a backup only if there is nothing else. Called once in a process: the parser keeps what it has read.
MibImport importMibs(const std::vector<std::filesystem::path>& files, const MibProgress& progress = {});

// Frees what the parser keeps, so that another import begins anew. Takes minutes after an import of many names; a
// program that ends need not do it.
void forgetMibs();

}  // namespace snmpolld::snmp
