#include "metrics/evaluator.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "metrics/compiled_metric.hpp"
#include "metrics/evaluator_pass.hpp"

namespace snmpolld::metrics {

namespace {

uint64_t randomSeed() {
    std::random_device random;
    return uint64_t{random()} << 32 | random();
}

size_t planFor(const model::MetricDefinition& definition, std::vector<LabelPlan>& plans) {
    const auto known = std::find_if(plans.begin(), plans.end(), [&](const LabelPlan& plan) {
        return haveSameLabels(*plan.definition, definition);
    });
    if (known != plans.end()) return static_cast<size_t>(known - plans.begin());
    plans.push_back(planLabels(definition));
    return plans.size() - 1;
}

bool shows(const LabelPlan& plan, const std::string& label) {
    return std::any_of(plan.shown.begin(), plan.shown.end(), [&](size_t slot) { return plan.slots[slot] == label; });
}

using Subtrees = std::vector<std::pair<model::Oid, uint32_t>>;

void addColumn(Subtrees& columns, const model::Oid& column) {
    if (!column.empty()) columns.emplace_back(column, 0);
}

// The columns that samples of other columns need.
PrefixTable lookedUp(const EvaluatorParts& parts) {
    Subtrees columns;
    for (const LabelPlan& plan : parts.plans) {
        for (const LookupStep& step : plan.steps) {
            addColumn(columns, step.lookup->oid);
            addColumn(columns, step.type_column);
        }
    }
    for (const CompiledMetric& metric : parts.metrics)
        addColumn(columns, metric.type_column);
    return PrefixTable(std::move(columns));
}

PrefixTable byOid(const std::vector<CompiledMetric>& metrics) {
    Subtrees subtrees;
    for (size_t i = 0; i < metrics.size(); ++i)
        subtrees.emplace_back(metrics[i].definition->oid, static_cast<uint32_t>(i));
    return PrefixTable(std::move(subtrees));
}

// Metrics that share a name may give the same sample twice.
void markTwins(std::vector<CompiledMetric>& metrics) {
    std::set<std::string> seen;
    for (CompiledMetric& metric : metrics)
        for (const std::string& name : metric.names)
            if (!seen.insert(name).second) metric.may_repeat = true;
}

}  // namespace

struct Evaluator::Compiled {
    std::vector<model::MetricDefinition> definitions;
    EvaluatorParts parts;
};

Evaluator::Evaluator(std::vector<model::MetricDefinition> definitions) {
    auto compiled = std::make_unique<Compiled>();
    compiled->definitions = std::move(definitions);
    EvaluatorParts& parts = compiled->parts;
    for (const model::MetricDefinition& definition : compiled->definitions) {
        CompiledMetric& metric = parts.metrics.emplace_back(compileMetric(definition));
        metric.plan = planFor(definition, parts.plans);
        metric.is_labelled = shows(parts.plans[metric.plan], definition.name);
    }
    markTwins(parts.metrics);
    parts.by_oid = byOid(parts.metrics);
    parts.looked_up = lookedUp(parts);
    parts.seed = randomSeed();
    compiled_ = std::move(compiled);
}

Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

void Evaluator::evaluate(std::span<const model::Varbind> varbinds, std::vector<model::Sample>& out, Counts& counts,
                         std::span<const model::Varbind> kept) const {
    const size_t first = out.size();
    EvaluatorPass pass(compiled_->parts, varbinds, kept, out);
    pass.run();
    counts.unfit += pass.unfit();
    if (pass.mayHaveDuplicates()) counts.duplicates += dropDuplicates(out, first);
}

std::span<const model::MetricDefinition> Evaluator::definitions() const {
    return compiled_->definitions;
}

}  // namespace snmpolld::metrics
