#include "worker_path.hpp"

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

}  // namespace

Result<std::string> workerPath() {
    const std::string beside = ownPath().replace_filename("snmpolld-worker").string();
    for (const std::string& path : {beside, std::string(SNMPOLLD_WORKER_INSTALL_PATH)})
        if (access(path.c_str(), X_OK) == 0) return path;
    return fail(ErrorKind::system, "the worker program is missing: neither " + beside +
                                       " nor " SNMPOLLD_WORKER_INSTALL_PATH " can be executed");
}

}  // namespace snmpolld::daemon
