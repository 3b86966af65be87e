// RandomIds: request-ids and msgIDs that nobody off the path can guess (RFC 3412 section 7.1, RFC 3414 section 11).
// Fetched from the system in blocks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace snmpolld::snmp {

class RandomIds {
  public:
    // 1 .. 2^31-1.
    int32_t next();

  private:
    std::array<uint32_t, 64> block_{};
    std::size_t used_ = 64;
};

}  // namespace snmpolld::snmp
