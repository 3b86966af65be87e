// One use of an evaluator, for the varbinds of one poll. Only evaluator.cpp uses it.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "metrics/compiled_metric.hpp"
#include "metrics/prefix_table.hpp"
#include "metrics/row_labels.hpp"
#include "model/varbind.hpp"

namespace snmpolld::metrics {

struct EvaluatorParts {
    std::vector<CompiledMetric> metrics;
    std::vector<LabelPlan> plans;
    PrefixTable by_oid;     // to places in `metrics`
    PrefixTable looked_up;  // columns
    uint64_t seed = 0;      // of all hashes
};

class EvaluatorPass {
  public:
    EvaluatorPass(const EvaluatorParts& parts, std::span<const model::Varbind> varbinds,
                  std::span<const model::Varbind> kept, std::vector<model::Sample>& out);

    void run();
    uint64_t unfit() const { return unfit_; }
    bool mayHaveDuplicates() const { return may_have_duplicates_ || rows_.sawDuplicates(); }

  private:
    void fillTable();
    void fillTable(std::span<const model::Varbind> varbinds);
    void evaluate(const CompiledMetric& metric, const model::Varbind& varbind);
    bool emit(const CompiledMetric& metric, const model::Varbind& varbind, const RowLabels::Row& row);
    bool emitNumber(const CompiledMetric& metric, const RowLabels::Row& row, std::optional<double> number);
    bool emitInfo(const CompiledMetric& metric, const model::Varbind& varbind, const Labels& labels);
    bool emitStates(const CompiledMetric& metric, const model::Varbind& varbind, const Labels& labels);
    bool emitBits(const CompiledMetric& metric, const model::Varbind& varbind, const Labels& labels);
    bool emitText(const CompiledMetric& metric, const model::Varbind& varbind, const RowLabels::Row& row);
    bool emitExtracts(const CompiledMetric& metric, const model::Varbind& varbind, const RowLabels::Row& row);
    std::string textOf(const CompiledMetric& metric, const model::Varbind& varbind, Words index);
    model::MetricType formOf(const CompiledMetric& metric, Words index);
    model::Sample& add(const CompiledMetric& metric, const Labels& labels, double value, size_t name = 0);
    void addLabelled(const CompiledMetric& metric, const Labels& labels, double value, std::string own);

    const EvaluatorParts& parts_;
    std::span<const model::Varbind> varbinds_;
    std::span<const model::Varbind> kept_;
    std::vector<model::Sample>& out_;
    VarbindTable table_;
    RowLabels rows_;
    std::vector<std::pair<size_t, double>> found_;
    uint64_t unfit_ = 0;
    bool may_have_duplicates_ = false;
};

}  // namespace snmpolld::metrics
