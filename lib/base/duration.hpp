// Durations as people write them in config files and options: "500ms", "5s", "1.5m", "2h", "1d". A unit is always
// needed, except for 0.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace snmpolld {

// Refuses negative values, unknown units and more than 10 years.
Result<Duration> parseDuration(std::string_view text);

// The shortest form that parses to the same value: "1m", "90s", "1500ms".
std::string formatDuration(Duration d);

// For people, of what was measured: "4.7s", "312ms". What is a whole number of milliseconds stays as it is.
std::string roundedDuration(Duration d);

}  // namespace snmpolld
