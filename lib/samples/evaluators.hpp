// Evaluators: one metrics::Evaluator for each module with metrics, compiled when it is first needed and kept as long as
// anybody holds the module.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "metrics/evaluator.hpp"
#include "model/metrics.hpp"
#include "model/target.hpp"
#include "model/varbind.hpp"

namespace snmpolld::samples {

class Evaluators {
  public:
    // Appends the samples of a poll of this module set, all parts together. They point into the evaluators of the
    // modules, which live as long as the set. If two modules give the same series, the first one counts. `kept` is
    // explained in metrics::Evaluator.
    void evaluate(const model::ModuleSet& set, std::span<const model::Varbind> varbinds,
                  std::vector<model::Sample>& samples, std::span<const model::Varbind> kept = {});

    // Counted over everything that was evaluated since the start.
    const metrics::Counts& counts() const { return counts_; }

  private:
    using Module = std::shared_ptr<const model::MetricModule>;
    struct Entry {
        std::weak_ptr<const model::MetricModule> module;
        metrics::Evaluator evaluator;
    };

    const metrics::Evaluator& of(const Module& module);

    std::unordered_map<const model::MetricModule*, Entry> entries_;
    metrics::Counts counts_;
};

}  // namespace snmpolld::samples
