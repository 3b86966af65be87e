// WalkReader: reads the rows of subtrees from an answer, each varbind for itself: what lies in the subtree and follows
// what came before is a row, what lies behind ends it, what is damaged or in disorder is told apart. It knows nothing
// of requests. Used by one WalkPlan.
//
// An agent may say that a column has ended when it has not. An end is doubted, as damage is, if rows that came disprove
// it or the answer does not fit its request: then the column is asked for again alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/target.hpp"
#include "model/varbind_columns.hpp"
#include "snmp/answer_varbinds.hpp"
#include "snmp/walk.hpp"
#include "snmp/walk_troubles.hpp"

namespace snmpolld::snmp {

using RowName = std::span<const uint32_t>;  // sub-identifiers

class WalkReader {
  public:
    static constexpr size_t kMaxSeen = 200'000;   // OIDs of a walk whose order nothing holds
    static constexpr size_t kDamagesChecked = 4;  // damaged values are asked for again until so many stayed damaged

    // What a request asked for.
    struct Asked {
        bool is_bulk = false;
        size_t varbinds = 0;       // at most
        bool is_smallest = false;  // nothing else, and it could not be smaller
        // The answer may repeat the clock's column in each row, as agents do that take no notice of non-repeaters.
        bool clock_repeats = false;
    };

    struct Read {
        size_t varbinds = 0;   // of the answer
        size_t sound = 0;      // of these, how many came before the first that is not credible
        std::string damage{};  // what is wrong with that; empty: there is none
    };

    // Borrows all.
    WalkReader(const model::ModuleSet& asked, std::vector<Walk>& walks, WalkTroubles& troubles)
        : asked_(asked), walks_(walks), troubles_(troubles) {}

    // The answer to a request for these subtrees, by their numbers; appends the rows to `values`.
    Read read(AnswerVarbinds answer, std::span<const uint32_t> asking, Asked request, model::VarbindColumns& values);

    // What came in that answer of columns that are walked for filters only.
    const model::VarbindColumns& aside() const { return aside_; }
    // Of all answers, without those aside.
    uint64_t rows() const { return rows_; }

    // Whether an answer begins with a row of the first subtree, where sysUpTime was expected.
    bool beginsWithRow(AnswerVarbinds answer, std::span<const uint32_t> asking) const;
    // A walk that comes upon the same damage again, in a request as small as can be, takes it for what the device has.
    bool isConfirmed(const Walk& walk, bool smallest) const { return smallest && walk.doubted == walk.at; }
    // Whether the walk cannot have come to the end of the agent's MIB: there are rows behind.
    bool isDisproved(const Walk& walk) const;

  private:
    size_t strideOf(AnswerVarbinds answer, std::span<const uint32_t> asking) const;
    const std::string* step(Walk& walk, const AnswerVarbinds& answer, std::span<const uint32_t> asking, bool smallest,
                            model::VarbindColumns& values);
    const std::string* stepBehindEnd(Walk& walk, const AnswerVarbinds& answer, std::span<const uint32_t> asking);
    const Damage* credible(const AnswerVarbinds& answer) const;
    bool isEndOf(const Walk& walk, const AnswerVarbinds& answer) const;
    void holdAll(std::span<const uint32_t> asking);
    bool isOfOther(const Walk& walk, const AnswerVarbinds& answer, std::span<const uint32_t> asking) const;
    void takeException(Walk& walk, uint8_t tag, RowName name, model::VarbindColumns& values);
    void takeRow(Walk& walk, const AnswerVarbinds& answer, RowName name, model::VarbindColumns& values);
    bool advances(Walk& walk, RowName name) const;
    void stop(Walk& walk, model::Status status, const std::string& why);
    void stopDisordered(Walk& walk, RowName name);

    const model::ModuleSet& asked_;
    std::vector<Walk>& walks_;
    WalkTroubles& troubles_;
    model::VarbindColumns aside_;
    uint64_t rows_ = 0;
    bool too_few_ = false;  // the answer in hand does not have a varbind for each subtree
    size_t damages_ = 0;    // values that stayed damaged when they were asked for again
};

}  // namespace snmpolld::snmp
