// Dates and times in the forms that MIBs use, as seconds since 1970 UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace snmpolld::metrics {

// A date of the proleptic Gregorian calendar whose fields may be out of range: month 14 is February of the next
// year, day 0 is the last day of the month before.
struct CivilTime {
    int64_t year = 1970;
    int64_t month = 1;
    int64_t day = 1;
    int64_t hour = 0;
    int64_t minute = 0;
    int64_t second = 0;
    int64_t utc_offset = 0;  // seconds, east is positive
};
int64_t unixSeconds(const CivilTime& time);

// 8 octets (UTC is assumed) or 11 (RFC 2579 section 2). Whole seconds, as snmp_exporter gives them.
std::optional<int64_t> parseDateAndTime(std::string_view octets);

// 8 octets or more: seconds since 1900 and a fraction, which is left out (RFC 5905 section 6).
std::optional<int64_t> parseNtpTimeStamp(std::string_view octets);

}  // namespace snmpolld::metrics
