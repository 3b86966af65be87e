// LookupCheck: within one poll, whether the lookup tables that the supervisor holds may stand in for a walk: what has
// to be asked for that beside the poll's own GETs, and what the answers say. Used by one exchange.
#pragma once

#include <optional>
#include <vector>

#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "snmp/result_set.hpp"

namespace snmpolld::snmp {

class LookupCheck {
  public:
    // Borrows the task.
    explicit LookupCheck(const model::PollTask& task);

    // The OIDs to GET: those of the module set, then, as the last `hidden`, those that only the marks need.
    const std::vector<model::Oid>& gets() const;
    size_t hidden() const { return gets().size() - task_.module_set->get.size(); }

    // When the GETs are over. `clock` travelled with the last of them, when the set has rates. None: they were not
    // asked for, or the device has no sysUpTime.
    std::optional<model::LookupMarks> marks(const ResultSet& results, const model::ClockMark& clock,
                                            MonoTime begun) const;

  private:
    size_t positionOf(const model::Oid& oid);

    const model::PollTask& task_;
    std::vector<model::Oid> gets_;  // empty when the marks need nothing
    size_t up_time_ = 0;            // place of the answer
    size_t last_change_ = 0;
};

}  // namespace snmpolld::snmp
