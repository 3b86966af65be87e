// Evaluators: what makes samples of varbinds, one for each module with metrics, compiled when it is first needed and
// kept as long as somebody has the module.
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
    // Appends the samples of all parts of a poll of this module set. They point into its modules' evaluators, which
    // stay as long as the set does. Of what two modules make alike the first one counts. `kept`: see
    // metrics::Evaluator.
    void evaluate(const model::ModuleSet& set, std::span<const model::Varbind> varbinds,
                  std::vector<model::Sample>& samples, std::span<const model::Varbind> kept = {});

    // Since the start, of everything that was evaluated.
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
