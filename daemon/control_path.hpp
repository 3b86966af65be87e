// The default path of the control socket: in the service manager's runtime directory, in /run/snmpolld for root, and
// otherwise in the user's own runtime directory.
#pragma once

#include <filesystem>

namespace snmpolld::daemon {

std::filesystem::path defaultControlPath();

// Where a client looks: the socket of the system's service, if there is one, and otherwise the default path.
std::filesystem::path findControlPath();

}  // namespace snmpolld::daemon
