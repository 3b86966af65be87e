// Agenda: what one poll asks, in this order: the GETs, then the walks, then what these make worth a GET. It builds each
// request and takes its answer, or learns that none came; it neither sends nor waits, and of the SNMP version it knows
// only what an error means in it. Used by one exchange.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "snmp/clock_companion.hpp"
#include "snmp/gets.hpp"
#include "snmp/lookup_check.hpp"
#include "snmp/request.hpp"
#include "snmp/row_selection.hpp"
#include "snmp/silent_oids.hpp"
#include "snmp/verdict.hpp"
#include "snmp/walk_plan.hpp"
#include "snmp/walked_rows.hpp"

namespace snmpolld::snmp {

class Agenda {
  public:
    // Borrows both. The poll of the task begins at `now`.
    Agenda(const model::PollTask& task, FilterRegexes& regexes, MonoTime now);

    // Begins the next request; false when nothing is left to ask for. `may_narrow`: what is wrong in its answer is
    // asked for again.
    bool begin(MonoTime now, bool may_narrow);
    // That request as it is to be sent now; valid until the next call.
    Request request(int32_t request_id);

    // It asks for what may well not be answered, only to find that out.
    bool isDetour() const;

    // It is sent for the first time, or anew.
    void firstTry();
    // It was not answered in time and is sent again; `last`: no further try follows; `only_life`: a request for several
    // OIDs asks for another one in their place, which every agent has, in case the host is alive and would not answer
    // the whole.
    void retry(bool last, bool only_life);
    // What comes next answers its try `number`, from 0. Returns whether that one asks for as much as the first.
    bool answersTry(size_t number);

    // Its answer: an error (RFC 3416 section 4.2.1), or varbinds; those of walks go to `rows`.
    Verdict refused(long error_status, long error_index);
    Verdict take(AnswerVarbinds answer, WalkedRows& rows);
    // None of its tries brought anything. With `may_narrow`, smaller requests find out for which of its OIDs that
    // holds; otherwise it holds for all of them.
    void unanswered(const InVain& what, bool may_narrow);
    // Tries were in vain because of how fast they came, not of what they asked.
    void forgiveSilence() {
        if (walking_) walking_->plan.size().forgive();
    }

    // The poll ends before all has been asked. GETs and walks that are left get this as the reason. `gone`: so is the
    // host, and its silence says nothing about what it was asked.
    void abandon(const std::string& why, bool gone);

    // A request that has been answered before: it tells whether the host is still there. False if there is none.
    bool knownGood(Request& out);

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
    // A request of which only the try for a sign of life was answered is sent once more as it was, since loss alone may
    // have silenced it. Only if that is in vain do smaller requests find out what the host does not answer.
    enum class Repeat { no, wanted, sent };

    // Late: the roots of walks without a row, which may be instances themselves; then the instances that filters want.
    enum class Phase { gets, walks, late };

    struct Walking {
        Walking(const model::PollTask& task, FilterRegexes& regexes, SilentOids& silent);

        // `clock`: of the values, unknown unless it `travels` with the answer; null where there are no rates.
        Verdict take(AnswerVarbinds answer, WalkedRows& rows, const model::ClockMark* clock, bool travels);

        WalkTroubles troubles;
        WalkPlan plan;
        RowSelection selection;
    };

    void beginWalks(MonoTime now);
    void beginLate();
    void describe(Request& out);
    Gets& gets() { return phase_ == Phase::late ? *late_ : gets_; }
    Narrowing& narrowing() { return phase_ == Phase::walks ? walking_->plan.narrowing() : gets().narrowing(); }
    const char* takeClock(AnswerVarbinds& answer);
    Verdict takeCheck(AnswerVarbinds answer);
    std::string errorsOfGets() const;

    const model::PollTask& task_;
    FilterRegexes& regexes_;
    Phase phase_ = Phase::gets;
    SilentOids silent_;
    LookupCheck lookups_;
    Gets gets_;
    std::unique_ptr<Walking> walking_;  // once the GETs are over, if there is anything to walk
    std::vector<model::Oid> late_oids_;
    std::unique_ptr<Gets> late_;  // few polls have any
    ClockCompanion companion_;
    model::ClockMark clock_;  // of the last answer
    bool may_narrow_ = true;
    Repeat repeat_ = Repeat::no;
    size_t tries_ = 0;         // of the request
    size_t life_from_ = 0;     // this try and the later ones only ask for a sign of life
    bool is_several_ = false;  // OIDs that it asks for
    const model::Oid* life_ = nullptr;
    std::vector<const model::Oid*> oids_;  // of the request: sysUpTime, if it travels along, and what is asked for
    const model::Oid* known_good_ = nullptr;
};

}  // namespace snmpolld::snmp
