// Gets: OIDs that one exchange asks for with GET, in as many requests as it takes, and what the agent has said of each.
// Its rules decide which OIDs are asked for again, together or alone, and which are given up. Used by one exchange.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/host_record.hpp"
#include "snmp/answer_varbinds.hpp"
#include "snmp/request.hpp"
#include "snmp/request_plan.hpp"
#include "snmp/result_set.hpp"
#include "snmp/silent_oids.hpp"
#include "snmp/verdict.hpp"

namespace snmpolld::snmp {

class Gets {
  public:
    // How the OIDs differ in worth.
    struct Parts {
        size_t hidden = 0;  // so many at the end are for the exchange's own use
        size_t quiet = 0;   // errors of so many at the beginning are no news
    };

    // Borrows `asked` and `silent`.
    Gets(const std::vector<model::Oid>& asked, const RequestRoom& room, const model::Learned& learned,
         SilentOids& silent, Parts parts);

    // Begins the next request; false when nothing is left to ask for.
    bool begin(bool may_narrow);
    // That request as it is to be sent now; valid until the next call.
    void describe(Request& out) const;
    bool isDetour() const { return plan_.isDetour(); }

    // An answer without an error: its varbinds, and the clock that travelled with them, or null. `may_narrow`: what is
    // wrong in it is asked for again.
    Verdict take(AnswerVarbinds answer, const model::ClockMark* clock, bool may_narrow);

    // An answer with an error; `index` may point at one of the OIDs, from 1.
    Verdict refused(long error_status, long index, model::Version version);

    // None of its tries brought anything. What it asked for is asked again in smaller requests, unless it is a single
    // one or `may_narrow` is false: then it is given up.
    void unanswered(const InVain& what, bool may_narrow);

    Narrowing& narrowing() { return plan_.narrowing(); }

    // The poll ends before all has been asked; this is why.
    void abandon(const std::string& why);

    ResultSet& results() { return results_; }
    const ResultSet& results() const { return results_; }
    // An OID that has been answered; nullptr if none has.
    const model::Oid* anyAnswered() const { return any_answered_; }

    void saveTo(model::Learned& learned) const;

  private:
    struct Sorted;

    Sorted sort(AnswerVarbinds answer, bool final);
    Verdict takeSome(AnswerVarbinds answer, const std::string& why, const model::ClockMark* clock, bool may_narrow);
    Verdict takeNext(AnswerVarbinds answer);
    void giveUpInVain(uint32_t position, const InVain& what);
    bool measure();
    Verdict measured(bool worked);
    void set(uint32_t position, const RawVarbind& value);
    void giveUp(uint32_t position, model::Type type, model::Failure failure, model::Status status);
    Verdict refusedAlone(uint32_t position, long error_status, model::Version version);

    const std::vector<model::Oid>& asked_;
    SilentOids& silent_;
    RequestPlan plan_;
    ResultSet results_;
    size_t quiet_;
    const model::Oid* any_answered_ = nullptr;
    std::vector<std::pair<uint32_t, InVain>> by_next_;  // what GETNEXT asks for, and what came of it without
    std::unique_ptr<const model::Oid> before_;  // the request is a GETNEXT of this, which should bring the OID wanted
    const model::Oid* before_at_ = nullptr;
    size_t measuring_ = 0;     // the request tells whether so many OIDs at a time are answered
    bool was_silent_ = false;  // a request was not answered
};

}  // namespace snmpolld::snmp
