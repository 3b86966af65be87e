// Sends one request to the running service over its control socket and waits for the answer.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace snmpolld::daemon {

// Sends one line and passes each line of the answer to `take` until that returns false. Fails if no service listens on
// the socket, or if it is silent for 10 minutes.
Result<void> askService(const std::filesystem::path& socket, const std::string& request,
                        const std::function<bool(std::string line)>& take);

}  // namespace snmpolld::daemon
