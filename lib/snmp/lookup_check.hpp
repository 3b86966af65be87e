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
    // Borrows the task, whose poll began at `begun`.
    LookupCheck(const model::PollTask& task, MonoTime begun);

    // The OIDs to GET: those of the module set, then, as the last `hidden`, those that only the marks need.
    const std::vector<model::Oid>& gets() const;
    size_t hidden() const { return gets().size() - task_.module_set->get.size(); }

    // When the GETs are over: whether the tables at hand stand in for a walk. `clock` travelled with the last of the
    // GETs, when the set has rates.
    bool stillHold(const ResultSet& results, const model::ClockMark& clock, MonoTime now);

    // What stillHold() has found. No marks: they were not asked for, or the device has no sysUpTime.
    const std::optional<model::LookupMarks>& marks() const { return marks_; }
    bool areLeftOut() const { return left_out_; }

  private:
    size_t positionOf(const model::Oid& oid);
    std::optional<model::LookupMarks> marksIn(const ResultSet& results, const model::ClockMark& clock) const;

    const model::PollTask& task_;
    MonoTime begun_;
    std::vector<model::Oid> gets_;  // empty when the marks need nothing
    size_t up_time_ = 0;            // place of the answer, as is the next
    size_t last_change_ = 0;
    std::optional<model::LookupMarks> marks_;
    bool left_out_ = false;
};

}  // namespace snmpolld::snmp
