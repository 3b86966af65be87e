#include "samples/evaluators.hpp"

namespace snmpolld::samples {

// A new module may have the address of one that is gone.
const metrics::Evaluator& Evaluators::of(const Module& module) {
    const auto it = entries_.find(module.get());
    if (it != entries_.end() && it->second.module.lock() == module) return it->second.evaluator;
    std::erase_if(entries_, [](const auto& entry) { return entry.second.module.expired(); });
    Entry fresh{module, metrics::Evaluator(module->metrics)};
    return entries_.insert_or_assign(module.get(), std::move(fresh)).first->second.evaluator;
}

void Evaluators::evaluate(const model::ModuleSet& set, std::span<const model::Varbind> varbinds,
                          std::vector<model::Sample>& samples, std::span<const model::Varbind> kept) {
    const size_t first = samples.size();
    for (size_t i = 0; i < set.metrics.size(); ++i) {
        const size_t before = samples.size();
        of(set.metrics[i]).evaluate(varbinds, samples, counts_, kept);
        for (model::Sample& sample : std::span(samples).subspan(before))
            sample.module = static_cast<uint32_t>(i);
    }
    if (set.metrics.size() > 1) counts_.duplicates += metrics::dropDuplicates(samples, first);
}

}  // namespace snmpolld::samples
