// The definition of a metric, prepared for use: whatever all its samples have in common.
#pragma once

#include <string>
#include <vector>

#include "metrics/extracts.hpp"
#include "metrics/label_plan.hpp"
#include "model/metrics.hpp"

namespace snmpolld::metrics {

struct CompiledMetric {
    // How a value is turned into samples.
    enum class Kind : uint8_t { number, date, pattern, ntp, info, states, bits, text, extracts };

    const model::MetricDefinition* definition = nullptr;
    Kind kind = Kind::number;
    size_t plan = 0;
    bool is_labelled = false;        // a label of its rows has the metric's own name
    bool may_repeat = false;         // samples of different rows may have the same name and labels
    model::Oid type_column{};        // whose value gives the form of a combined type; empty for other types
    std::vector<std::string> names;  // of the samples: one, or one for each extract
    Extracts extracts;
};

// The plan is set by the caller.
CompiledMetric compileMetric(const model::MetricDefinition& definition);

}  // namespace snmpolld::metrics
