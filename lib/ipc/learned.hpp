// Turns what was learned of a host into its parts of a message and back. It travels down with tasks and up with
// records.
#pragma once

#include <optional>

#include "ipc/frame_builder.hpp"
#include "ipc/verified_frame.hpp"
#include "ipc/worker_generated.h"
#include "model/poll_task.hpp"

namespace snmpolld::ipc {

struct LearnedParts {
    std::optional<fb::Learned> numbers;
    Bytes engine_id;
    flatbuffers::Offset<fb::SilentOids> silent;
};

// Of more than 1,000 silent OIDs, the first ones.
LearnedParts encodeLearned(Builder& builder, const model::Learned& learned);
// How many octets the silent OIDs take in a message.
size_t silentOctets(const model::Learned& learned);

// `from` may be null. False if a value is impossible.
bool readLearned(const fb::Learned* from, const ByteColumn* engine_id, model::Learned& to);
bool readSilent(const fb::SilentOids* from, std::vector<model::SilentOid>& to);

// `from` is a PollTask or a HostRecord.
template <typename Message>
bool readLearned(const Message& from, model::Learned& to) {
    return readLearned(from.learned(), from.engine_id(), to) && readSilent(from.silent(), to.silent);
}

}  // namespace snmpolld::ipc
