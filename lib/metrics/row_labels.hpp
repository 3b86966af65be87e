// The labels of each row of the tables in one record, made only once for all columns of a row.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "metrics/hash_slots.hpp"
#include "metrics/label_plan.hpp"
#include "metrics/varbind_table.hpp"

namespace snmpolld::metrics {

using Labels = std::vector<std::pair<std::string, std::string>>;

class RowLabels {
  public:
    // `table` has the columns for lookups. Everything is borrowed, including the arguments of of().
    RowLabels(std::span<const LabelPlan> plans, const VarbindTable& table, uint64_t seed)
        : plans_(plans), table_(table), seed_(seed) {}

    struct Row {
        Words index;
        size_t plan = 0;
        bool fits = false;  // false if the index is not one of the table
        Labels labels;
    };
    // Valid until the next call.
    const Row& of(size_t plan, Words index);

    // Whether two rows of a table have the same labels, or labels that may be shown alike.
    bool sawDuplicates() const { return saw_duplicates_; }

  private:
    struct Slot {
        std::string text;
        size_t begin = 0;  // of its sub-identifiers in used_
        size_t size = 0;   // 0 if it is not known
    };

    bool isRow(size_t row, size_t plan, Words index) const;
    bool readIndex(const LabelPlan& plan, Words index);
    void lookUp(const LookupStep& step);
    const model::Varbind* cell(const model::Oid& column, const LookupStep& step);
    void remember(const LookupStep& step, const model::Varbind& varbind);
    Labels collect(const LabelPlan& plan);
    void compareWithOthers(const Row& row);

    std::span<const LabelPlan> plans_;
    const VarbindTable& table_;
    uint64_t seed_;
    std::vector<Row> rows_;
    size_t last_ = 0;
    HashSlots by_index_;
    HashSlots by_labels_;
    bool saw_duplicates_ = false;
    std::vector<Slot> slots_;
    std::vector<uint32_t> used_;
    std::vector<uint32_t> oid_;
};

}  // namespace snmpolld::metrics
