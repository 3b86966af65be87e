// Agenda: what one poll asks, in this order: the GETs, then the walks, then what these make worth a GET. It builds each
// request and takes its answer; it neither sends nor knows of tries and time, and of the SNMP version only what an
// error means in it. Used by one exchange.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "snmp/gets.hpp"
#include "snmp/lookup_check.hpp"
#include "snmp/request.hpp"
#include "snmp/row_selection.hpp"
#include "snmp/verdict.hpp"
#include "snmp/walk_plan.hpp"
#include "snmp/walked_rows.hpp"

namespace snmpolld::snmp {

class Agenda {
  public:
    // Borrows both. The poll of the task begins at `now`.
    Agenda(const model::PollTask& task, FilterRegexes& regexes, MonoTime now);

    // Begins the next request; false when nothing is left to ask for.
    bool begin(MonoTime now);
    // That request as it is to be sent now; valid until the next call.
    Request request(int32_t request_id);

    // It is sent for the first time, or anew.
    void firstTry();
    // It was not answered in time and is sent again; `last`: no further try follows.
    void retry(bool last);
    // What comes next answers its try `number`, from 0.
    void answersTry(size_t number);

    // Its answer: an error (RFC 3416 section 4.2.1), or varbinds; those of walks go to `rows`.
    Verdict refused(long error_status, long error_index);
    Verdict take(const variable_list* first, WalkedRows& rows);

    // How the poll ends when all has been asked.
    Verdict ending() const;
    // A poll's error with what is to be said besides: where a walk stands, what single OIDs were refused with.
    std::string withDetails(std::string error) const;

    // The values of the GETs that have come since the last call.
    void takeGets(model::HostRecord& record);
    // When all has been asked: the values that came late, and whether lookup tables were left out.
    void takeRest(model::HostRecord& record);
    void saveTo(model::Learned& learned) const;

  private:
    // Late: the roots of walks without a row, which may be instances themselves; then the instances that filters want.
    enum class Phase { gets, walks, late };

    void beginLate();
    Gets& gets() { return phase_ == Phase::late ? *late_ : gets_; }
    const char* takeClock(const variable_list*& v);
    Verdict takeWalk(const variable_list* v, WalkedRows& rows);
    const model::ClockMark* clockForRates() const { return task_.module_set->requests.rates ? &clock_ : nullptr; }
    std::string errorsOfGets() const;

    const model::PollTask& task_;
    Phase phase_ = Phase::gets;
    LookupCheck lookups_;
    Gets gets_;
    WalkPlan walks_;
    RowSelection selection_;
    std::vector<model::Oid> late_oids_;
    std::optional<Gets> late_;
    bool with_clock_;                      // sysUpTime travels along with each request
    model::ClockMark clock_;               // of the last answer
    std::vector<const model::Oid*> oids_;  // of the request: sysUpTime, if it travels along, and what is asked for
};

}  // namespace snmpolld::snmp
