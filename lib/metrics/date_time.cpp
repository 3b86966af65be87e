#include "metrics/date_time.hpp"

namespace snmpolld::metrics {

namespace {

constexpr int64_t kNtpToUnix = 2208988800;  // 70 years, 17 of them with a leap day

int64_t floorDivide(int64_t value, int64_t by) {
    return value / by - (value % by < 0 ? 1 : 0);
}

// Days from 1970-01-01 to the first day of a month, which is 0 for January.
int64_t daysToMonth(int64_t year, int64_t month) {
    const int64_t moved = month - 2;  // years begin in March here, so that the leap day is the last one
    const int64_t march_year = year + floorDivide(moved, 12);
    const int64_t march_month = moved - floorDivide(moved, 12) * 12;
    const int64_t leap_days = floorDivide(march_year, 4) - floorDivide(march_year, 100) + floorDivide(march_year, 400);
    return march_year * 365 + leap_days + (153 * march_month + 2) / 5 - 719468;
}

int64_t octet(std::string_view octets, size_t at) {
    return static_cast<uint8_t>(octets[at]);
}

std::optional<int64_t> utcOffset(std::string_view octets) {
    const int64_t hours = octet(octets, 9);
    const int64_t minutes = octet(octets, 10);
    const char sign = octets[8];
    if ((sign != '+' && sign != '-') || hours > 24 || minutes > 60) return std::nullopt;
    const int64_t seconds = hours * 3600 + minutes * 60;
    return sign == '-' ? -seconds : seconds;
}

}  // namespace

int64_t unixSeconds(const CivilTime& time) {
    const int64_t days = daysToMonth(time.year, time.month - 1) + time.day - 1;
    return days * 86400 + time.hour * 3600 + time.minute * 60 + time.second - time.utc_offset;
}

std::optional<int64_t> parseDateAndTime(std::string_view octets) {
    if (octets.size() != 8 && octets.size() != 11) return std::nullopt;
    const auto offset = octets.size() == 11 ? utcOffset(octets) : 0;
    if (!offset) return std::nullopt;
    CivilTime time;
    time.year = octet(octets, 0) * 256 + octet(octets, 1);
    time.month = octet(octets, 2);
    time.day = octet(octets, 3);
    time.hour = octet(octets, 4);
    time.minute = octet(octets, 5);
    time.second = octet(octets, 6) + octet(octets, 7) / 10;
    time.utc_offset = *offset;
    return unixSeconds(time);
}

std::optional<int64_t> parseNtpTimeStamp(std::string_view octets) {
    if (octets.size() < 8) return std::nullopt;
    int64_t seconds = 0;
    for (size_t i = 0; i < 4; ++i)
        seconds = seconds << 8 | octet(octets, i);
    return seconds - kNtpToUnix;
}

}  // namespace snmpolld::metrics
