// The answer to `status` as text for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace snmpolld::daemon {

std::string statusText(const nlohmann::json& status);

}  // namespace snmpolld::daemon
