// Texts like "Sep 01 2023" read by a pattern of strptime's kind ("%b %d %Y"), with the letters that snmp_exporter's
// datetime_pattern knows. Where a text names no zone, it is in UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace snmpolld::metrics {

// Seconds since 1970; nullopt when the text is not as the pattern says, or the pattern is wrong. Fields that the
// pattern does not have are those of 1900-01-01 00:00:00.
std::optional<int64_t> parseByPattern(std::string_view text, std::string_view pattern);

}  // namespace snmpolld::metrics
