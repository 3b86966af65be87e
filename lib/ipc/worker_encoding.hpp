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

inline std::optional<fb::LookupMarks> encodeMarks(const std::optional<model::LookupMarks>& marks) {
    if (!marks) return std::nullopt;
    return fb::LookupMarks(toWire(marks->taken), marks->sys_up_time, marks->if_table_last_change.value_or(0),
                           marks->if_table_last_change.has_value());
}

}  // namespace snmpolld::ipc
