#include "state_path.hpp"

#include <cstdlib>
#include <string>

namespace snmpolld::daemon {

namespace {

// systemd separates several directories by colons.
std::filesystem::path defaultStatePath() {
    const char* const directories = std::getenv("STATE_DIRECTORY");
    if (directories == nullptr || *directories == '\0') return {};
    const std::string_view all = directories;
    return std::filesystem::path(all.substr(0, all.find(':'))) / "learned";
}

}  // namespace

supervisor::StateKeeper::Settings stateSettings(const config::State& state) {
    return {state.file ? *state.file : defaultStatePath(), state.every};
}

}  // namespace snmpolld::daemon
