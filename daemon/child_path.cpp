#include "child_path.hpp"

#include <unistd.h>

#include <filesystem>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

namespace snmpolld::daemon {

namespace {

std::filesystem::path ownPath() {
    std::error_code none;
#ifdef __APPLE__
    char path[4096];
    uint32_t size = sizeof path;
    return _NSGetExecutablePath(path, &size) == 0 ? std::filesystem::canonical(path, none) : std::filesystem::path();
#else
    return std::filesystem::read_symlink("/proc/self/exe", none);
#endif
}

Result<std::string> childPath(const std::string& what, const std::string& name) {
    const std::string beside = ownPath().replace_filename(name).string();
    const std::string installed = SNMPOLLD_CHILDREN_INSTALL_PATH "/" + name;
    for (const std::string& path : {beside, installed})
        if (access(path.c_str(), X_OK) == 0) return path;
    return fail(ErrorKind::system,
                "the " + what + " is missing: neither " + beside + " nor " + installed + " can be executed");
}

}  // namespace

Result<std::string> workerPath() {
    return childPath("worker program", "snmpolld-worker");
}

Result<std::string> httpPath() {
    return childPath("program of the HTTP server", "snmpolld-http");
}

Result<std::string> httpWriterPath() {
    return childPath("program of outputs of type influx and remote_write", "snmpolld-writer-http");
}

}  // namespace snmpolld::daemon
