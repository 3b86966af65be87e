// Files that a config names, by name or by glob.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/source.hpp"

namespace snmpolld::config {

// One entry of a list of files.
struct FileEntry {
    bool is_glob = false;
    std::filesystem::path path;
    std::string where;  // "FILE:LINE:COLUMN: include"
};

// `where` is that of the value and the key, for messages.
FileEntry fileEntry(const Source& source, const std::string& name, std::string where);

// The files of an entry in the order of their names; none for a glob that nothing matches. Errors: a file does not
// exist, a folder cannot be searched.
Result<std::vector<std::filesystem::path>> filesOf(const FileEntry& entry);

}  // namespace snmpolld::config
