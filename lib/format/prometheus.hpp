// Samples in Prometheus' text format 0.0.4, as its client libraries write it: families sorted by name, each with HELP
// and TYPE once; labels sorted by name.
#pragma once

#include <span>
#include <string>
#include <utility>

#include "model/metrics.hpp"

namespace snmpolld::format {

// Samples of one target, and labels that are added to all of them. If a sample has a label of the same name, it is
// shown as exported_<name>, as Prometheus itself would show it. In the names of added labels, characters other than
// letters, digits and _ become _.
struct SampleGroup {
    std::span<const model::Sample> samples;
    std::span<const std::pair<std::string, std::string>> labels{};
};

// Within a family, samples keep the order in which they are given. Everything is borrowed.
void formatPrometheus(std::span<const SampleGroup> groups, std::string& out);

}  // namespace snmpolld::format
