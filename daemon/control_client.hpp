// One question to the running service over its control socket, blocking.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace snmpolld::daemon {

// Sends one line, returns one line. Errors: nobody answers there, or not within 5 minutes.
Result<std::string> askService(const std::filesystem::path& socket, const std::string& request);

}  // namespace snmpolld::daemon
