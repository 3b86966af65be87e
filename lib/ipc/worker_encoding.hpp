// What encode_record.cpp and encode_task.cpp share: the values that travel in both directions.
#pragma once

#include <algorithm>
#include <optional>
#include <span>

#include "ipc/frame_builder.hpp"
#include "ipc/limits.hpp"
#include "ipc/worker_generated.h"
#include "model/host_record.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::ipc {

template <typename T>
T* put(T* to, std::span<const T> from) {
    return std::copy(from.begin(), from.end(), to);
}

// A struct is copied into its table from where it stands; none is absent.
template <typename Struct>
const Struct* pointerTo(const std::optional<Struct>& value) {
    return value ? &*value : nullptr;
}

struct LearnedParts {
    std::optional<fb::Learned> numbers;
    Bytes engine_id;
};

// An engine ID of a length that RFC 3411 does not allow cannot be used for a later poll anyway.
inline LearnedParts encodeLearned(Builder& builder, const model::Learned& learned) {
    if (learned == model::Learned{}) return {};
    const bool usable = learned.engine_id.size() <= kMaxLearnedEngineId;
    return {fb::Learned(usable ? toWire(learned.engine_seen) : 0, toWire(learned.round_trip.smoothed),
                        toWire(learned.round_trip.variation), usable ? learned.engine_boots : 0,
                        usable ? learned.engine_time : 0, learned.max_request_bytes, learned.max_answer_varbinds,
                        learned.full_answers, learned.no_bulk),
            usable ? bytes(builder, learned.engine_id) : 0};
}

inline std::optional<fb::LookupMarks> encodeMarks(const std::optional<model::LookupMarks>& marks) {
    if (!marks) return std::nullopt;
    return fb::LookupMarks(toWire(marks->taken), marks->sys_up_time, marks->if_table_last_change.value_or(0),
                           marks->if_table_last_change.has_value());
}

}  // namespace snmpolld::ipc
