// Samples in Prometheus' text format 0.0.4, as its client libraries write it: families in the order of their names,
// each with HELP and TYPE once; labels in the order of theirs.
#pragma once

#include <span>
#include <string>
#include <utility>

#include "model/metrics.hpp"

namespace snmpolld::format {

// Samples of one target, and labels that all of them get. A label of a sample with the name of one of these is shown as
// exported_<name>, as Prometheus itself does it; other characters than letters, digits and _ become _ in their names.
struct SampleGroup {
    std::span<const model::Sample> samples;
    std::span<const std::pair<std::string, std::string>> labels{};
};

// Within a family the samples stay in the order in which they come. All is borrowed.
void formatPrometheus(std::span<const SampleGroup> groups, std::string& out);

}  // namespace snmpolld::format
