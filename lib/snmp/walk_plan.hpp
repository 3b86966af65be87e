// WalkPlan: where the walks of one poll stand, what the next request asks, and what follows from its answer.
// Subtrees are walked side by side, so that many short columns cost few round trips; how much is asked for at a time,
// AnswerSize decides, and when requests fail, Narrowing. WalkReader reads the answers. The columns of filters are
// walked with the others, and their values kept aside. Used by one exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "snmp/answer_size.hpp"
#include "snmp/answer_varbinds.hpp"
#include "snmp/narrowing.hpp"
#include "snmp/request.hpp"
#include "snmp/silent_oids.hpp"
#include "snmp/verdict.hpp"
#include "snmp/walk_reader.hpp"
#include "snmp/walk_troubles.hpp"

namespace snmpolld::snmp {

class WalkPlan {
  public:
    // Borrows `asked`, `silent` and `troubles`, which gets what stops walks before their end, those of filters' columns
    // apart.
    WalkPlan(const model::ModuleSet& asked, bool is_v1, const model::Learned& learned, SilentOids& silent,
             WalkTroubles& troubles);

    // These subtrees are not walked, nor what lies in them. Before the first request.
    void leaveOut(std::span<const model::Oid> subtrees);

    // Begins the next request; false when all walks have ended.
    bool begin();

    // Walks one more subtree, borrowed; false when it is walked already. Not between begin() and the answer.
    bool add(const model::Oid& root);

    // The OIDs of that request as it is to be sent now, and how much it asks for. The size is to be told when the
    // request is tried again and which try is answered.
    std::span<const model::Oid* const> oids() const { return std::span(oids_).first(size_.width()); }
    AnswerSize& size() { return size_; }
    bool isDetour() const { return detour_; }
    void describe(Request& out) const;

    // Its answer, behind the clock's varbind; appends the values. `clock_repeats`: the answer may repeat the clock's
    // column in each row, as agents do that take no notice of non-repeaters.
    Verdict take(AnswerVarbinds answer, model::VarbindColumns& values, bool clock_repeats = false);

    // Whether an answer to the request begins with a row of its first subtree, where sysUpTime was expected.
    bool beginsWithRow(AnswerVarbinds answer) const { return reader_.beginsWithRow(answer, asking_); }

    // What came in that answer of columns that are walked for filters only.
    const model::VarbindColumns& aside() const { return reader_.aside(); }

    // It was answered with an error; `index` may point at one of its OIDs, from 1.
    void refused(long error_status, long index);

    // None of its tries brought anything; as Gets::unanswered().
    void unanswered(const InVain& what, bool may_narrow);

    const std::vector<Walk>& walks() const { return walks_; }

    // "; the walk had come to 1.3.6.1.2.1.2.2.1.2.5" once there is a row, else "".
    std::string standing() const;

    void saveTo(model::Learned& learned) const;

    // The poll ends before they have all ended; this is why.
    void abandon(model::Status status, const std::string& why);

    Narrowing& narrowing() { return narrowing_; }

  private:
    void avoidSilence();
    bool choose();
    void forgetDoubt();
    void settle(size_t sound, const std::string& damage);
    void passOver(uint32_t number, const std::string& damage);
    Verdict empty();
    void giveUp(uint32_t number, model::Status status, const std::string& why);

    AnswerSize size_;
    SilentOids& silent_;
    size_t clock_;  // 1: sysUpTime travels along, unless the request is a detour
    Narrowing narrowing_;
    std::vector<Walk> walks_;
    WalkTroubles& troubles_;
    WalkReader reader_;
    size_t first_open_ = 0;

    std::vector<uint32_t> asking_;  // the request's walks
    std::vector<const model::Oid*> oids_;
    bool detour_ = false;
    uint32_t small_enough_ = 0;  // varbinds of an answer before the first that was damaged
};

}  // namespace snmpolld::snmp
