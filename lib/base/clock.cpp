#include "base/clock.hpp"

#include <cstdio>
#include <ctime>

namespace snmpolld {

std::string formatUtc(WallTime t) {
    using namespace std::chrono;
    const auto ms = floor<milliseconds>(t.time_since_epoch());
    const auto secs = floor<seconds>(ms);
    const std::time_t clock = secs.count();
    std::tm utc{};
    gmtime_r(&clock, &utc);
    char text[64];
    const int n =
        std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                      utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, static_cast<int>((ms - secs).count()));
    return {text, static_cast<size_t>(n)};
}

}  // namespace snmpolld
