// `snmpolld names import`: MIB files and YAML files into the one file of names that all commands use.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace snmpolld::daemon {

struct NamesImport {
    std::vector<std::string> sources;  // folders and files
    std::filesystem::path output;      // empty: where all commands look
    bool clear = false;                // forget what was imported before
};

// Returns the exit code.
int importNames(const NamesImport& options);

}  // namespace snmpolld::daemon
