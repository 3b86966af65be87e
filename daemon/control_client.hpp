// One question to the running service over its control socket, blocking.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace snmpolld::daemon {

// Sends one line; gives each line of the answer to `take` until that returns false. Errors: nobody answers there, or
// says nothing for 10 minutes.
Result<void> askService(const std::filesystem::path& socket, const std::string& request,
                        const std::function<bool(std::string line)>& take);

}  // namespace snmpolld::daemon
