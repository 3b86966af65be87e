// WalkReader: reads the rows of subtrees from an answer, each varbind for itself: what lies in the subtree and follows
// what came before is a row, what lies behind ends it, what is damaged or in disorder is told apart. It knows nothing
// of requests. Used by one WalkPlan.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "model/target.hpp"
#include "model/varbind.hpp"
#include "snmp/answer_varbinds.hpp"
#include "snmp/walk_troubles.hpp"

namespace snmpolld::snmp {

// One subtree, and how far it has been walked.
struct Walk {
    const model::Oid* root;
    model::Oid at;  // the last OID that came
    uint64_t rows = 0;
    bool open = true;
    bool stopped = false;  // by a guard or an error
    bool aside = false;    // for a filter only
    bool held = false;     // the rest of its rows in the answer in hand is of no use
    model::Oid doubted{};  // behind this one came a damaged value, which is asked for again; empty: no
    std::unordered_set<uint64_t> seen{};
};

class WalkReader {
  public:
    static constexpr size_t kMaxSeen = 200'000;   // OIDs of a walk whose order nothing holds
    static constexpr size_t kDamagesChecked = 4;  // damaged values are asked for again until so many stayed damaged

    struct Read {
        size_t varbinds = 0;   // of the answer
        size_t sound = 0;      // of these, how many came before the first that is not credible
        std::string damage{};  // what is wrong with that; empty: there is none
    };

    // Borrows all.
    WalkReader(const model::ModuleSet& asked, std::vector<Walk>& walks, WalkTroubles& troubles)
        : asked_(asked), walks_(walks), troubles_(troubles) {}

    // The answer to a request for these subtrees, by their numbers; appends the rows to `values`. `smallest`: the
    // request asked for nothing else and could not be smaller. `clock_repeats`: the answer may repeat the clock's
    // column in each row, as agents do that take no notice of non-repeaters.
    Read read(AnswerVarbinds answer, std::span<const uint32_t> asking, bool smallest, bool clock_repeats,
              std::vector<model::Varbind>& values);

    // What came in that answer of columns that are walked for filters only.
    const std::vector<model::Varbind>& aside() const { return aside_; }
    // Of all answers, without those aside.
    uint64_t rows() const { return rows_; }

    // Whether an answer begins with a row of the first subtree, where sysUpTime was expected.
    bool beginsWithRow(AnswerVarbinds answer, std::span<const uint32_t> asking) const;
    // A walk that comes upon the same damage again, in a request as small as can be, takes it for what the device has.
    bool isConfirmed(const Walk& walk, bool smallest) const { return smallest && walk.doubted == walk.at; }

  private:
    size_t strideOf(AnswerVarbinds answer, std::span<const uint32_t> asking) const;
    bool step(Walk& walk, const AnswerVarbinds& answer, bool smallest, std::vector<model::Varbind>& values);
    void takeRow(Walk& walk, const AnswerVarbinds& answer, std::vector<model::Varbind>& values);
    bool advances(Walk& walk, const variable_list& v) const;
    void stop(Walk& walk, model::Status status, const std::string& why);
    void stopDisordered(Walk& walk, const variable_list& v);

    const model::ModuleSet& asked_;
    std::vector<Walk>& walks_;
    WalkTroubles& troubles_;
    std::vector<model::Varbind> aside_;
    uint64_t rows_ = 0;
    size_t damages_ = 0;  // values that stayed damaged when they were asked for again
};

}  // namespace snmpolld::snmp
