// The path of the state file: the one in the config, or one in the service manager's state directory.
#pragma once

#include "config/config.hpp"
#include "supervisor/state_keeper.hpp"

namespace snmpolld::daemon {

supervisor::StateKeeper::Settings stateSettings(const config::State& state);

}  // namespace snmpolld::daemon
