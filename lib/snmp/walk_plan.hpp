// WalkPlan: where the walks of one poll stand, what the next request asks, and what its answer says. Subtrees are
// walked side by side, so that many short columns cost few round trips; how much is asked for at a time, AnswerSize
// decides. Guards against agents that loop, repeat or never end. The columns of filters are walked with the others, and
// their values kept aside. Used by one exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "snmp/answer_size.hpp"
#include "snmp/request.hpp"

struct variable_list;

namespace snmpolld::snmp {

class WalkPlan {
  public:
    static constexpr size_t kMaxSeen = 200'000;  // OIDs of a walk whose order nothing holds

    // Borrows `asked`.
    WalkPlan(const model::ModuleSet& asked, bool is_v1, const model::Learned& learned);

    // These subtrees are not walked, nor what lies in them. Before the first request.
    void leaveOut(std::span<const model::Oid> subtrees);

    // Begins the next request; false when all walks have ended.
    bool begin();

    // Walks one more subtree, borrowed; false when it is walked already. Not between begin() and the answer.
    bool add(const model::Oid& root);

    // The OIDs of that request, and how much it asks for. The size is to be told when the request is tried again and
    // which try is answered.
    std::span<const model::Oid* const> oids() const { return oids_; }
    AnswerSize& size() { return size_; }
    // The request as it is to be sent now.
    void describe(Request& out) const;

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

    // "; the walk had come to 1.3.6.1.2.1.2.2.1.2.5" once there is a row, else "".
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

    // False: the value is of an unknown type.
    bool step(Walk& walk, const variable_list& v, std::vector<model::Varbind>& values);
    bool advances(Walk& walk, const variable_list& v);
    void stop(Walk& walk, model::Status status, const std::string& why);
    void stopDisordered(Walk& walk, const variable_list& v);
    bool isWalked(const model::Oid& oid) const;

    const model::ModuleSet& asked_;
    AnswerSize size_;
    std::vector<Walk> walks_;
    size_t first_open_ = 0;

    std::vector<Walk*> asking_;  // the request's
    std::vector<const model::Oid*> oids_;

    uint64_t rows_ = 0;  // without those aside
    std::vector<model::Varbind> aside_;
    model::Status status_ = model::Status::ok;
    std::string error_;
    size_t errors_ = 0;
};

}  // namespace snmpolld::snmp
