// WalkPlan: where the walks of one poll stand, what the next request asks, and what its answer says. Subtrees are
// walked side by side, so that many short columns cost few round trips; GETBULK where the agent can, GETNEXT else. How
// much an answer may carry is learned: halved when the agent says tooBig, is silent or cuts its answers; raised again
// after enough full ones. Guards against agents that loop, repeat or never end. The columns of filters are walked with
// the others, and their values kept aside. Used by one exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "snmp/request.hpp"

struct variable_list;

namespace snmpolld::snmp {

class WalkPlan {
  public:
    static constexpr size_t kMaxWidth = 12;          // subtrees in one request
    static constexpr uint32_t kAnswerVarbinds = 60;  // that are asked for when several subtrees share an answer
    static constexpr uint32_t kLargeAnswer = 10;     // more than this may be why an agent is silent
    static constexpr uint32_t kFullAnswers = 32;     // in a row, before more is tried
    static constexpr uint32_t kBulkFailures = 3;     // in a row that GETNEXT did not share: the agent has no GETBULK
    static constexpr uint32_t kBulkAgain = 1000;     // answers to GETNEXT before GETBULK is tried once more
    static constexpr size_t kMaxSeen = 200'000;      // OIDs of a walk whose order nothing holds

    // Borrows `asked`.
    WalkPlan(const model::ModuleSet& asked, bool is_v1, const model::Learned& learned);

    // These subtrees are not walked, nor what lies in them. Before the first request.
    void leaveOut(std::span<const model::Oid> subtrees);

    // Begins the next request; false when all walks have ended.
    bool begin();

    // One subtree more, borrowed; false when it is walked already. Not between begin() and the answer.
    bool add(const model::Oid& root);

    // The request as it is to be sent now: its kind, repetitions and OIDs.
    Ask ask() const { return bulk_ ? Ask::get_bulk : Ask::get_next; }
    uint32_t maxRepetitions() const { return repetitions_; }
    std::span<const model::Oid* const> oids() const { return oids_; }

    // It is sent for the first time, or anew; begin() implies it.
    void firstTry();

    // It was not answered and is tried again, smaller; as GETNEXT when no further try follows.
    void retry(bool last_try);

    // What comes next answers its try `number`, from 0: what the later ones made smaller was no use.
    void answersTry(size_t number);

    // Its answer, behind the clock's varbind; appends the values. Null, or why the answer is refused as a whole.
    const char* take(const variable_list* first, std::vector<model::Varbind>& values);

    // What came in that answer of columns that are walked for filters only.
    const std::vector<model::Varbind>& aside() const { return aside_; }

    // It was answered with an error; `index` of its OIDs, from 1, 0: none.
    void refused(long error_status, long index);

    bool anyRows() const { return rows_ > 0; }

    // Whether the walk in which `column` lies was stopped before its end.
    bool isStopped(const model::Oid& column) const;

    // What stopped walks before their end, of filters' columns apart; ok when nothing did.
    model::Status status() const { return status_; }
    const std::string& error() const { return error_; }

    // "; the walk stands at 1.3.6.1.2.1.2.2.1.2.5" once there is a row, else "".
    std::string standing() const;

    // Subtrees that have ended without a row: each may be an instance.
    std::vector<model::Oid> emptyRoots() const;

    void saveTo(model::Learned& learned) const;

  private:
    struct Walk {
        const model::Oid* root;
        model::Oid at;  // the last OID that came
        uint64_t rows = 0;
        bool open = true;
        bool stopped = false;  // by a guard or an error
        bool aside = false;    // for a filter only
        std::unordered_set<uint64_t> seen{};
    };

    // How much a try asks for, and what stands of it in what is learned.
    struct Size {
        bool bulk;
        uint32_t repetitions;
        uint32_t limit;
        uint32_t full_answers;
    };

    void askForLess(bool last_try);
    void sendAsItIs() { tries_.push_back({bulk_, repetitions_, limit_, full_answers_}); }
    void step(Walk& walk, const variable_list& v, std::vector<model::Varbind>& values);
    bool advances(Walk& walk, const variable_list& v);
    void stop(Walk& walk, model::Status status, const std::string& why);
    void adapt(size_t varbinds);
    void countBulk(size_t varbinds);
    void tryBulkAgain();
    void lowerTo(uint32_t varbinds);

    bool isWalked(const model::Oid& oid) const;

    const model::ModuleSet& asked_;
    bool is_v1_;
    bool no_bulk_;
    uint32_t limit_;  // varbinds that an answer may have
    uint32_t most_;   // what limit_ may rise to
    uint32_t full_answers_;
    size_t width_ = kMaxWidth;
    std::vector<Walk> walks_;
    size_t first_open_ = 0;

    std::vector<Walk*> asking_;  // the request's
    std::vector<const model::Oid*> oids_;
    bool bulk_ = false;
    bool wants_bulk_ = false;         // it began as a GETBULK
    bool next_without_bulk_ = false;  // the agent refused it once
    uint32_t repetitions_ = 1;
    std::vector<Size> tries_;  // of the request
    uint32_t bulk_failures_ = 0;

    uint64_t rows_ = 0;  // without those aside
    std::vector<model::Varbind> aside_;
    model::Status status_ = model::Status::ok;
    std::string error_;
    size_t errors_ = 0;
    bool malformed_ = false;
};

}  // namespace snmpolld::snmp
