// Where the control socket is when nobody says: the service manager's runtime directory, /run/snmpolld for root, else
// the user's own runtime directory.
#pragma once

#include <filesystem>

namespace snmpolld::daemon {

std::filesystem::path defaultControlPath();

// The same as seen by a client: a socket of the system's service first.
std::filesystem::path findControlPath();

}  // namespace snmpolld::daemon
