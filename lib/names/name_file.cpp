#include "names/name_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/log.hpp"
#include "base/replace_file.hpp"
#include "names/mapped_file.hpp"
#include "names/name_map.hpp"

namespace snmpolld::names {

namespace {

constexpr char kSystemFile[] = "/var/lib/snmpolld/names";

std::filesystem::path ownFile() {
    if (::geteuid() == 0) return kSystemFile;
    const char* data = std::getenv("XDG_DATA_HOME");
    if (data != nullptr && *data == '/') return std::filesystem::path(data) / "snmpolld/names";
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home != '/') return {};
    return std::filesystem::path(home) / ".local/share/snmpolld/names";
}

tl::unexpected<Error> broken(const std::filesystem::path& file, const Error& error) {
    return usageError(file.string() + ": " + error.message +
                      "; create it again with: snmpolld names import --clear DIR|FILE...");
}

// Null when the file does not exist.
Result<std::unique_ptr<const MappedNames>> mapNames(const std::filesystem::path& file) {
    auto mapped = MappedFile::open(file, kMaxNameFile);
    if (!mapped) return tl::unexpected(mapped.error());
    if (!*mapped) return nullptr;
    auto names = MappedNames::open(std::move(**mapped));
    if (!names) return broken(file, names.error());
    return names;
}

// This user may not be allowed into a folder, such as the system's state folder or, in a service, all homes. The files
// in it then count as missing. A file that $SNMPOLLD_NAMES asks for must be readable.
bool isClosedToUs(const std::filesystem::path& file) {
    return std::getenv("SNMPOLLD_NAMES") == nullptr && ::access(file.c_str(), R_OK) != 0 && errno == EACCES;
}

}  // namespace

std::filesystem::path importedNamesPath() {
    if (const char* file = std::getenv("SNMPOLLD_NAMES")) return file;
    return ownFile();
}

std::vector<std::filesystem::path> importedNamesPaths() {
    std::vector<std::filesystem::path> paths;
    if (const auto first = importedNamesPath(); !first.empty()) paths.push_back(first);
    if (std::getenv("SNMPOLLD_NAMES") == nullptr && ::geteuid() != 0) paths.emplace_back(kSystemFile);
    return paths;
}

Result<std::vector<ImportedName>> readNames(const std::filesystem::path& file) {
    const auto mapped = mapNames(file);
    if (!mapped) return tl::unexpected(mapped.error());
    std::vector<ImportedName> names;
    if (*mapped == nullptr) return names;
    names.reserve((*mapped)->size());
    for (size_t row = 0; row < (*mapped)->size(); ++row) {
        const NameEntry entry = (*mapped)->entry(row);
        if (entry.name.empty())
            return broken(file, {ErrorKind::usage, "name " + std::to_string(row + 1) + " is damaged"});
        names.push_back(
            {model::Oid((*mapped)->ids(row)), std::string(entry.module), std::string(entry.name), entry.kind});
    }
    return names;
}

Result<void> writeNames(const std::filesystem::path& file, std::vector<ImportedName> names) {
    if (names.size() > kMaxImportedNames)
        return usageError("more than " + std::to_string(kMaxImportedNames) + " names");
    std::error_code error;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
    if (error) return systemError("create " + file.parent_path().string(), error.value());
    return replaceFile(file, formatNames(std::move(names)), 0644);
}

std::unique_ptr<const NameIndex> loadImportedNames() {
    for (const auto& file : importedNamesPaths()) {
        if (isClosedToUs(file)) continue;
        auto names = mapNames(file);
        if (names && *names == nullptr) continue;
        if (names) return std::move(*names);
        log::warning("imported_names_unusable", {{"error", names.error().message}});
        break;
    }
    return nullptr;
}

NameCatalog withImportedNames() {
    return NameCatalog(loadImportedNames);
}

}  // namespace snmpolld::names
