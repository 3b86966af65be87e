// A metric's definition made ready: what all its samples have in common.
#pragma once

#include <string>
#include <vector>

#include "metrics/extracts.hpp"
#include "metrics/label_plan.hpp"
#include "model/metrics.hpp"

namespace snmpolld::metrics {

struct CompiledMetric {
    // How a value becomes samples.
    enum class Kind : uint8_t { number, date, pattern, ntp, info, states, bits, text, extracts };

    const model::MetricDefinition* definition = nullptr;
    Kind kind = Kind::number;
    size_t plan = 0;
    bool is_labelled = false;        // a label of its rows has the metric's own name
    bool may_repeat = false;         // two of its samples may be the same although their rows are not
    model::Oid type_column{};        // says the form of a combined type; empty for others
    std::vector<std::string> names;  // of the samples: one, or one for each extract
    Extracts extracts;
};

// The plan is set by the caller.
CompiledMetric compileMetric(const model::MetricDefinition& definition);

}  // namespace snmpolld::metrics
