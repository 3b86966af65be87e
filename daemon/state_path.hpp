// Where the service keeps things over restarts: at the paths in the config, or in the service manager's state
// directory.
#pragma once

#include <filesystem>
#include <string>

#include "config/config.hpp"
#include "supervisor/state_keeper.hpp"

namespace snmpolld::daemon {

// Where an output with this name keeps what it cannot deliver: empty if there is no state directory.
std::filesystem::path defaultSpoolPath(const std::string& output);

supervisor::StateKeeper::Settings stateSettings(const config::State& state);

}  // namespace snmpolld::daemon
