// LookupCheck: whether the lookup tables that the supervisor holds may take the place of walking them in this poll. It
// says what to GET for that beside the poll's own OIDs, and what the answers mean. Used by one exchange.
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

    // The OIDs to GET: those of the module set, then hidden() more that only the marks need.
    const std::vector<model::Oid>& gets() const;
    size_t hidden() const { return gets().size() - task_.module_set->get.size(); }

    // To be called when the GETs are over: whether the tables that are held are still those of the device. `clock`
    // travelled with the last of the GETs, when the set has rates.
    bool stillHold(const ResultSet& results, const model::ClockMark& clock, MonoTime now);

    // What stillHold() has found. There are no marks when nobody needs them or the device has no sysUpTime.
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
