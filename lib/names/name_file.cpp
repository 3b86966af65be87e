#include "names/name_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>

#include "base/log.hpp"
#include "base/unique_fd.hpp"

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

Result<std::string> readAll(int fd, size_t size, const std::string& name) {
    std::string text(size, '\0');
    size_t have = 0;
    while (have < size) {
        const ssize_t got = ::read(fd, text.data() + have, size - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return systemError("read " + name, errno);
        if (got == 0) break;
        have += static_cast<size_t>(got);
    }
    text.resize(have);
    return text;
}

// nullopt when the file does not exist.
Result<std::optional<std::string>> readIfThere(const std::filesystem::path& file) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
    if (!fd) return systemError("open " + file.string(), errno);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return systemError("stat " + file.string(), errno);
    if (!S_ISREG(status.st_mode)) return usageError(file.string() + ": not a regular file");
    const auto size = static_cast<size_t>(status.st_size);
    if (size > kMaxNameFile) return usageError(file.string() + ": larger than 256 MiB");
    auto text = readAll(fd.get(), size, file.string());
    if (!text) return tl::unexpected(text.error());
    return std::move(*text);
}

tl::unexpected<Error> broken(const std::filesystem::path& file, const Error& error) {
    return usageError(file.string() + ": " + error.message +
                      "; create it again with: snmpolld names import --clear DIR|FILE...");
}

Result<std::unique_ptr<const ImportedNames>> indexed(const std::filesystem::path& file, std::string text) {
    auto owned = std::make_unique<const std::string>(std::move(text));
    auto rows = parseNames(*owned);
    if (!rows) return broken(file, rows.error());
    return std::make_unique<const ImportedNames>(ImportedNames{std::move(owned), NameIndex(std::move(*rows))});
}

// This user may not be allowed into a folder, such as the system's state folder or, in a service, all homes. The files
// in it then count as missing. A file that $SNMPOLLD_NAMES asks for must be readable.
bool isClosedToUs(const std::filesystem::path& file) {
    return std::getenv("SNMPOLLD_NAMES") == nullptr && ::access(file.c_str(), R_OK) != 0 && errno == EACCES;
}

Result<void> writeAll(int fd, std::string_view text, const std::string& name) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR) return systemError("write " + name, errno);
        if (written > 0) text.remove_prefix(static_cast<size_t>(written));
    }
    if (::fchmod(fd, 0644) != 0) return systemError("chmod " + name, errno);
    if (::fsync(fd) != 0) return systemError("fsync " + name, errno);
    return {};
}

Result<void> replaceFile(const std::filesystem::path& file, std::string_view text) {
    std::string name = file.string() + ".XXXXXX";
    const UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));
    if (!fd) return systemError("create " + name, errno);
    Result<void> done = writeAll(fd.get(), text, name);
    if (done && ::rename(name.c_str(), file.c_str()) != 0) done = systemError("rename " + name, errno);
    if (!done) ::unlink(name.c_str());
    return done;
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
    const auto text = readIfThere(file);
    if (!text) return tl::unexpected(text.error());
    std::vector<ImportedName> names;
    if (!*text) return names;
    const auto rows = parseNames(**text);
    if (!rows) return broken(file, rows.error());
    names.reserve(rows->size());
    for (size_t row = 0; row < rows->size(); ++row) {
        const NameEntry& entry = rows->entry(row);
        names.push_back({model::Oid(rows->ids(row)), std::string(entry.module), std::string(entry.name), entry.kind});
    }
    return names;
}

Result<void> writeNames(const std::filesystem::path& file, std::vector<ImportedName> names) {
    if (names.size() > kMaxImportedNames)
        return usageError("more than " + std::to_string(kMaxImportedNames) + " names");
    std::error_code error;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
    if (error) return systemError("create " + file.parent_path().string(), error.value());
    return replaceFile(file, formatNames(std::move(names)));
}

std::unique_ptr<const ImportedNames> loadImportedNames() {
    for (const auto& file : importedNamesPaths()) {
        if (isClosedToUs(file)) continue;
        auto text = readIfThere(file);
        if (text && !*text) continue;
        auto names = text ? indexed(file, std::move(**text)) : tl::unexpected(text.error());
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
