// Gets: OIDs that one exchange asks for with GET, in as many requests as it takes, and what the agent has said of each.
// Its rules for errors decide which OIDs are asked for again and which are given up.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/host_record.hpp"
#include "snmp/request_plan.hpp"
#include "snmp/result_set.hpp"
#include "snmp/verdict.hpp"

struct variable_list;

namespace snmpolld::snmp {

class Gets {
  public:
    // How the OIDs differ in worth.
    struct Parts {
        size_t hidden = 0;  // so many at the end are for the exchange's own use
        size_t quiet = 0;   // errors of so many at the beginning are no news
    };

    // Borrows `asked`. max_bytes is 0 when nothing is known.
    Gets(const std::vector<model::Oid>& asked, const RequestRoom& room, uint32_t max_bytes, Parts parts)
        : plan_(asked, room, max_bytes), results_(asked, parts.hidden), quiet_(parts.quiet) {}

    // Begins the next request; false when nothing is left to ask for.
    bool begin() { return plan_.begin(); }
    std::span<const model::Oid* const> oids() const { return plan_.oids(); }

    // An answer without an error: its varbinds, and the clock that travelled with them, or null.
    Verdict take(const variable_list* first, const model::ClockMark* clock);

    // An answer with an error; `index` points at one of the OIDs, from 1, or at none when it is 0.
    Verdict refused(long error_status, long index, model::Version version);

    const ResultSet& results() const { return results_; }
    void takeValues(std::vector<model::Varbind>& values, std::vector<model::ClockMark>& clocks) {
        results_.take(values, clocks);
    }

    uint32_t maxBytes() const { return plan_.maxBytes(); }
    void saveTo(model::Learned& learned) const;

  private:
    RequestPlan plan_;
    ResultSet results_;
    size_t quiet_;
};

}  // namespace snmpolld::snmp
