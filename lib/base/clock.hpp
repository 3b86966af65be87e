// Time. Durations and deadlines are MonoTime; WallTime is only for what people read. Code that decides by time takes
// `now` as an argument; the few callers at the top read the clocks here.
#pragma once

#include <chrono>
#include <string>

namespace snmpolld {

using Duration = std::chrono::nanoseconds;
using MonoTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

inline MonoTime monoNow() {
    return std::chrono::steady_clock::now();
}
inline WallTime wallNow() {
    return std::chrono::system_clock::now();
}

inline double toMilliseconds(Duration d) {
    return std::chrono::duration<double, std::milli>(d).count();
}
inline double toSeconds(Duration d) {
    return std::chrono::duration<double>(d).count();
}

// "2026-01-02T03:04:05.000Z", as in JSON records.
std::string formatUtc(WallTime t);

}  // namespace snmpolld
