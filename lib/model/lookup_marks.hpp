// LookupMarks: what a device says of itself along with its lookup tables. They show whether the tables of an earlier
// poll still hold (`cache_lookups`).
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace snmpolld::model {

struct LookupMarks {
    uint32_t sys_up_time = 0;                        // hundredths of a second
    std::optional<uint32_t> if_table_last_change{};  // IF-MIB ifTableLastChange.0; none: the device has none
    MonoTime taken{};                                // no later than the device was asked

    bool operator==(const LookupMarks&) const = default;
};

// Whether `seen`, which came no later than `now`, shows that the device has not restarted since `kept` and has the same
// interfaces. False in case of doubt, such as a clock that is wrong by more than a fiftieth or that wrapped.
bool stillHold(const LookupMarks& kept, const LookupMarks& seen, MonoTime now);

}  // namespace snmpolld::model
