#include "supervisor/evaluators.hpp"

#include "base/log.hpp"

namespace snmpolld::supervisor {

// A pointer of a module that has gone may be another module's now.
const Evaluators::Compiled& Evaluators::of(const Module& module) {
    const auto it = entries_.find(module.get());
    if (it != entries_.end() && it->second.module.lock() == module) return it->second.evaluator;
    std::erase_if(entries_, [](const auto& entry) { return entry.second.module.expired(); });
    Compiled compiled = metrics::Evaluator::compile(module->metrics);
    if (!compiled)
        log::error("module_without_metrics", {{"module", module->name}, {"error", compiled.error().message}});
    return entries_.insert_or_assign(module.get(), Entry{module, std::move(compiled)}).first->second.evaluator;
}

Result<void> Evaluators::evaluate(const model::ModuleSet& set, std::span<const model::Varbind> varbinds,
                                  std::vector<model::Sample>& samples) {
    const size_t first = samples.size();
    Result<void> done;
    for (size_t i = 0; i < set.metrics.size(); ++i) {
        const Compiled& evaluator = of(set.metrics[i]);
        const size_t before = samples.size();
        if (evaluator)
            evaluator->evaluate(varbinds, samples, counts_);
        else
            done = withContext("module " + set.metrics[i]->name, evaluator.error());
        for (model::Sample& sample : std::span(samples).subspan(before))
            sample.module = static_cast<uint32_t>(i);
    }
    if (set.metrics.size() > 1) counts_.duplicates += metrics::dropDuplicates(samples, first);
    return done;
}

}  // namespace snmpolld::supervisor
