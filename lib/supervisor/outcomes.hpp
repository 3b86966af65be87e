// Outcomes: how the last polls of a question ended, for `snmpolld explain`. An outcome takes 8 octets, as there may be
// 100,000 hosts.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/clock.hpp"
#include "model/host_record.hpp"

namespace snmpolld::supervisor {

class Outcomes {
  public:
    struct Entry {
        model::Status status;
        WallTime at;        // whole seconds
        Duration duration;  // tenths of a millisecond, at most 7 hours
    };

    static constexpr size_t kKept = 8;

    void add(model::Status status, WallTime at, Duration duration);
    std::vector<Entry> newestFirst() const;

  private:
    struct Packed {
        uint32_t at = 0;  // seconds since 1970
        uint32_t status : 4 = 0;
        uint32_t tenths : 28 = 0;
    };

    std::array<Packed, kKept> ring_;
    uint32_t added_ = 0;
};
static_assert(sizeof(Outcomes) == 8 * Outcomes::kKept + 4);
static_assert(model::kStatusCount <= 16);

}  // namespace snmpolld::supervisor
