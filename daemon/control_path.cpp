#include "control_path.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace snmpolld::daemon {

namespace {

namespace fs = std::filesystem;

constexpr char kSystemPath[] = "/run/snmpolld/control.sock";

// A folder that only this user owns: in a place where everybody may write, somebody else could put a socket in our way,
// or take our place when the service is not running.
fs::path userFolder() {
    if (const char* runtime = std::getenv("XDG_RUNTIME_DIR")) return fs::path(runtime) / "snmpolld";
    return "/tmp/snmpolld-" + std::to_string(geteuid());
}

bool isPrivate(const struct stat& folder) {
    return S_ISDIR(folder.st_mode) && folder.st_uid == ::geteuid() && (folder.st_mode & 022) == 0;
}

}  // namespace

fs::path defaultControlPath() {
    if (const char* runtime = std::getenv("RUNTIME_DIRECTORY")) return fs::path(runtime) / "control.sock";
    return geteuid() == 0 ? fs::path(kSystemPath) : userFolder() / "control.sock";
}

fs::path findControlPath() {
    std::error_code none;
    return fs::exists(kSystemPath, none) ? fs::path(kSystemPath) : defaultControlPath();
}

Result<void> makeControlFolder(const fs::path& socket) {
    const fs::path folder = socket.parent_path();
    const bool is_mine = folder == userFolder();
    if (::mkdir(folder.c_str(), is_mine ? 0700 : 0755) != 0 && errno != EEXIST)
        return systemError("create " + folder.string(), errno);
    struct stat status {};
    if (::lstat(folder.c_str(), &status) != 0) return systemError("stat " + folder.string(), errno);
    if (is_mine && !isPrivate(status))
        return usageError(folder.string() + " is not a folder that only user " + std::to_string(::geteuid()) +
                          " owns and can write to; remove it");
    return {};
}

}  // namespace snmpolld::daemon
