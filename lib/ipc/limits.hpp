// What a value on the wire may be. Decoders refuse what is beyond these limits. Encoders cut or clamp where that does
// no harm, so that no agent and no config file can make one process send what would end the other.
#pragma once

#include <algorithm>
#include <chrono>
#include <climits>
#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace snmpolld::ipc {

inline constexpr size_t kMaxVarbinds = 500'000;       // in one record, and OIDs in one task
inline constexpr uint32_t kMaxRepetitions = 100'000;  // of a GETBULK
inline constexpr size_t kMaxFilters = 10'000;         // of one task; also of all their values, and of filtered columns
inline constexpr size_t kMaxText = 4096;              // error sentences, log lines, values of filters
inline constexpr size_t kMaxLearnedEngineId = 32;     // RFC 3411 section 5
// Engines whose keys a task may ask for, each once: 16 that somebody may name (snmp::V3Session), and as many more as
// discoveries may find.
inline constexpr uint32_t kMaxKeysWanted = 20;
inline constexpr size_t kMaxSilent = 1000;               // OIDs that a host never answers
inline constexpr uint32_t kMaxEngineNumber = INT32_MAX;  // boots and time, RFC 3414 section 2.2
inline constexpr uint32_t kMaxRequestBytes = 65'535;     // of a datagram
inline constexpr uint32_t kMaxFullAnswers = 1'000'000;   // in a row
inline constexpr uint32_t kMaxPause = 1U << 20;          // polls that a silent OID is left out of
inline constexpr uint32_t kMaxRequests = 1'000'000'000;  // of one poll; also retries, and answers with padding
inline constexpr Duration kMaxRoundTrip = std::chrono::minutes(10);  // no try waits longer
inline constexpr Duration kMaxPduGap = std::chrono::minutes(10);
inline constexpr size_t kMaxCredential = 64U << 10;   // each part: community, user name, key ..
inline constexpr size_t kRecordOverhead = 16U << 10;  // room in a frame for all but varbinds and silent OIDs
inline constexpr Duration kMaxDuration = std::chrono::hours(24 * 365);  // exclusive
inline constexpr int64_t kMaxMonoTime = int64_t{1} << 62;               // exclusive: differences never overflow

inline bool validDuration(int64_t ns) {
    return ns >= 0 && ns < kMaxDuration.count();
}
inline bool validUpTo(Duration most, int64_t ns) {
    return ns >= 0 && ns <= most.count();
}
inline bool validMonoTime(int64_t ns) {
    return ns >= 0 && ns < kMaxMonoTime;
}

inline int64_t toWire(Duration d) {
    return std::clamp<int64_t>(d.count(), 0, kMaxDuration.count() - 1);
}
inline int64_t toWire(Duration d, Duration most) {
    return std::clamp<int64_t>(d.count(), 0, most.count());
}
inline int64_t toWire(MonoTime t) {
    const auto ns = std::chrono::duration_cast<Duration>(t.time_since_epoch()).count();
    return std::clamp<int64_t>(ns, 0, kMaxMonoTime - 1);
}
inline MonoTime monoTimeOf(int64_t ns) {
    return MonoTime(std::chrono::duration_cast<MonoTime::duration>(Duration(ns)));
}

}  // namespace snmpolld::ipc
