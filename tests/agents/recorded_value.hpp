// The value column of a recording, encoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace snmpolld::agents {

// `type` is the TAG column with all that stands behind the number. nullopt: no such type, or no value of it.
std::optional<std::string> encodeRecorded(std::string_view type, std::string_view value);

}  // namespace snmpolld::agents
