#include "config/file_list.hpp"

#include <glob.h>

#include <system_error>

namespace snmpolld::config {

namespace {

namespace fs = std::filesystem;

bool isGlob(const std::string& text) {
    return text.find_first_of("*?[") != std::string::npos;
}

}  // namespace

// The folder of the file is taken literally, whatever characters its name has.
FileEntry fileEntry(const Source& source, const std::string& name, std::string where) {
    if (!isGlob(name)) return {false, source.resolve(name), std::move(where)};
    std::string folder;
    for (const char c : source.file.parent_path().string()) {
        if (isGlob(std::string(1, c)) || c == '\\') folder += '\\';
        folder += c;
    }
    return {true, fs::path(folder) / name, std::move(where)};
}

Result<std::vector<fs::path>> filesOf(const FileEntry& entry) {
    std::error_code missing;
    if (!entry.is_glob) {
        if (!fs::exists(entry.path, missing))
            return usageError(entry.where + ": " + entry.path.string() + " does not exist");
        return std::vector{entry.path};
    }
    glob_t found{};
    const int status = ::glob(entry.path.c_str(), 0, nullptr, &found);
    std::vector<fs::path> files;
    for (size_t i = 0; status == 0 && i < found.gl_pathc; ++i)
        files.emplace_back(found.gl_pathv[i]);
    ::globfree(&found);
    if (status != 0 && status != GLOB_NOMATCH)
        return usageError(entry.where + ": " + entry.path.string() + " cannot be searched");
    return files;
}

}  // namespace snmpolld::config
