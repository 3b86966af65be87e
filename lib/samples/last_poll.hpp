// Packs what a scheduled poll gave, for LastSamples: the samples of its modules, and whether and how the poll ended.
#pragma once

#include <optional>
#include <span>

#include "model/host_record.hpp"
#include "model/packed_samples.hpp"

namespace snmpolld::samples {

// Which of its host's questions a poll belongs to.
struct QuestionPlace {
    size_t number = 0;
    bool one_of_several = false;  // if so, the samples about the poll itself are labelled with its modules
};

// Of the last part of a record, with its samples (sampler.hpp). A host whose poll failed only has the verdict. nullopt:
// a poll that was skipped says nothing of its host.
std::optional<model::LastPoll> lastPollOf(const model::HostRecord& record, QuestionPlace asked = {});

// Samples of one group, sorted by family, without labels of a target.
model::PackedSamples packSamples(std::span<const model::Sample> samples);

}  // namespace snmpolld::samples
