// The two ways in which bodies of requests are compressed. Without memory for it the process ends.
#pragma once

#include <string>
#include <string_view>

namespace snmpolld::writer {

std::string gzipped(std::string_view text);

// Snappy's block format, without frames.
std::string snappyBlock(std::string_view octets);

// What snappyBlock() made. For octets of this process only: anything else ends it.
std::string fromSnappyBlock(std::string_view block);

}  // namespace snmpolld::writer
