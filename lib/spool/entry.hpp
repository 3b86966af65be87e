// What the spool keeps: entries whose meaning it does not know, and sums over them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/clock.hpp"

namespace snmpolld::spool {

inline constexpr size_t kMaxEntry = size_t{4} << 20;  // octets

inline constexpr uint64_t kMaxSamples = uint64_t{1} << 32;  // of an entry
inline constexpr uint64_t kMaxCount = uint64_t{1}
                                      << 62;  // larger numbers on disk are damage; sums of two do not overflow
inline constexpr uint64_t kMaxNumber = uint64_t{1} << 61;  // of a segment that is found; leaves room for new ones

// A view: whoever gives one out says how long its octets stay.
struct Entry {
    std::string_view octets{};
    uint64_t samples = 0;  // what it counts for in sums and gaps
    WallTime time{};       // kept in whole milliseconds, from 1970 to 2262
};

struct Counts {
    uint64_t entries = 0;
    uint64_t samples = 0;

    bool operator==(const Counts&) const = default;
};

// Milliseconds since 1970, as on disk. What is on disk may be anything; the bound lets it become a WallTime all the
// same.
inline constexpr int64_t kMaxStamp = 9'200'000'000'000;

inline int64_t stampOf(WallTime time) {
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return std::clamp<int64_t>(ms, 0, kMaxStamp);
}
inline WallTime timeOf(int64_t stamp) {
    return WallTime(std::chrono::milliseconds(std::clamp<int64_t>(stamp, 0, kMaxStamp)));
}

// How many entries, and from when to when.
struct Tally {
    Counts counts{};
    int64_t first = kMaxStamp;
    int64_t last = 0;

    void add(const Tally& other) {
        counts.entries += other.counts.entries;
        counts.samples += other.counts.samples;
        first = std::min(first, other.first);
        last = std::max(last, other.last);
    }
};

}  // namespace snmpolld::spool
