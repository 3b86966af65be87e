// The default path of the control socket: in the service manager's runtime directory, in /run/snmpolld for root, and
// otherwise in a folder of the user's own.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace snmpolld::daemon {

std::filesystem::path defaultControlPath();

// Makes the folder of the default socket. Error: a user's own folder is a link, belongs to somebody else, or others may
// write to it.
Result<void> makeControlFolder(const std::filesystem::path& socket);

// Where a client looks: the socket of the system's service, if there is one, and otherwise the default path.
std::filesystem::path findControlPath();

}  // namespace snmpolld::daemon
