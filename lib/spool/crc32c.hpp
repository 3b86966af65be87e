// CRC32C (Castagnoli), the checksum of what the spool writes. A table of our own: zlib and libzstd have other checksums
// only.
#pragma once

#include <cstdint>
#include <string_view>

namespace snmpolld::spool {

uint32_t crc32c(std::string_view octets);

}  // namespace snmpolld::spool
