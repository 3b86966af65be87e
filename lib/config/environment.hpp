// Where ${NAME} in a config comes from.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace snmpolld::config {

// Looks up ${NAME}; nullopt: not set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
Environment processEnvironment();

}  // namespace snmpolld::config
