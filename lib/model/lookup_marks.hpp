// LookupMarks: what a device says of itself beside its lookup tables, by which the tables of an earlier poll are known
// to hold still (`cache_lookups`).
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace snmpolld::model {

struct LookupMarks {
    uint32_t sys_up_time = 0;                        // hundredths of a second
    std::optional<uint32_t> if_table_last_change{};  // IF-MIB ifTableLastChange.0; none: the device has none
    MonoTime taken{};                                // not after the device was asked

    bool operator==(const LookupMarks&) const = default;
};

// Whether `seen`, which came not after `now`, is of a device that has not restarted since `kept` and whose interfaces
// are the same. Doubt, such as a clock that runs wrong by more than a fiftieth or that wrapped, is a no.
bool stillHold(const LookupMarks& kept, const LookupMarks& seen, MonoTime now);

}  // namespace snmpolld::model
