// The text of the file `sent`: a line for each segment that was passed in part, with the CRC32C of the line.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "spool/segment.hpp"

namespace snmpolld::spool {

inline constexpr std::string_view kSentFile = "sent";
inline constexpr size_t kMaxSentFile = size_t{1} << 20;  // octets; further ones are ignored

using Marks = std::map<uint64_t, Mark>;  // by the segment's number

std::string sentText(const Marks& marks);

// Damaged lines are left out and counted: their segments are sent again.
struct SentLines {
    Marks marks{};
    uint64_t damaged = 0;
};
SentLines parseSentText(std::string_view text);

}  // namespace snmpolld::spool
