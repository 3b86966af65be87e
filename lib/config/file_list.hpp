// Finds the files that a config names, by name or by glob.
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

// `where` is the place of the value, with its key, for messages.
FileEntry fileEntry(const Source& source, const std::string& name, std::string where);

// The files of an entry in the order of their names; none for a glob that matches nothing. Errors: the file does not
// exist, or a folder cannot be searched.
Result<std::vector<std::filesystem::path>> filesOf(const FileEntry& entry);

}  // namespace snmpolld::config
