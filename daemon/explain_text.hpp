// What `snmpolld explain` prints for people, from the service's JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace snmpolld::daemon {

std::string explainText(const nlohmann::json& explained);

}  // namespace snmpolld::daemon
