// Reads texts like "Sep 01 2023" by a pattern like those of strptime ("%b %d %Y"), with the letters that
// snmp_exporter's datetime_pattern knows. A text that names no time zone is taken to be in UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace snmpolld::metrics {

// Seconds since 1970, or nullopt if the text does not match the pattern or the pattern is wrong. Fields that are not in
// the pattern are those of 1900-01-01 00:00:00.
std::optional<int64_t> parseByPattern(std::string_view text, std::string_view pattern);

}  // namespace snmpolld::metrics
