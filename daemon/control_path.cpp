#include "control_path.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace snmpolld::daemon {

namespace {

constexpr char kSystemPath[] = "/run/snmpolld/control.sock";

std::filesystem::path userPath() {
    if (const char* runtime = std::getenv("XDG_RUNTIME_DIR")) return std::filesystem::path(runtime) / "snmpolld.sock";
    return "/tmp/snmpolld-" + std::to_string(getuid()) + ".sock";
}

}  // namespace

std::filesystem::path defaultControlPath() {
    if (const char* runtime = std::getenv("RUNTIME_DIRECTORY")) return std::filesystem::path(runtime) / "control.sock";
    return getuid() == 0 ? std::filesystem::path(kSystemPath) : userPath();
}

std::filesystem::path findControlPath() {
    std::error_code none;
    return std::filesystem::exists(kSystemPath, none) ? std::filesystem::path(kSystemPath) : defaultControlPath();
}

}  // namespace snmpolld::daemon
