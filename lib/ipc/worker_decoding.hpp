// What decode_record.cpp and decode_task.cpp share: columns, and the values that travel in both directions.
#pragma once

#include <optional>
#include <span>

#include "ipc/limits.hpp"
#include "ipc/verified_frame.hpp"
#include "ipc/worker_codec.hpp"
#include "ipc/worker_generated.h"

namespace snmpolld::ipc {

template <typename Model, typename Wire>
bool readEnum(Wire from, Wire highest, Model& to) {
    to = static_cast<Model>(from);
    return from <= highest;
}

// Whether the elements of a vector lie where they may be read. FlatBuffers' verifier looks only at the vector's length,
// whose alignment is that of four octets.
template <typename T>
bool isAligned(const flatbuffers::Vector<T>* vector) {
    using Element = std::remove_const_t<std::remove_pointer_t<T>>;
    return reinterpret_cast<uintptr_t>(vector->Data()) % alignof(Element) == 0;
}

// Empty if the vector is not there, or lies where it may not be read.
template <typename T>
std::span<const T> column(const flatbuffers::Vector<T>* vector) {
    if (vector == nullptr || !isAligned(vector)) return {};
    return {vector->data(), vector->size()};
}

// Takes the first `count` off `from`; false when there are fewer.
template <typename T>
bool take(std::span<const T>& from, uint64_t count, std::span<const T>& taken) {
    if (count > from.size()) return false;
    taken = from.first(count);
    from = from.subspan(count);
    return true;
}

inline bool readOid(std::span<const uint32_t>& sub_ids, uint64_t size, model::Oid& oid) {
    std::span<const uint32_t> taken;
    if (size > model::Oid::kMaxSize || !take(sub_ids, size, taken)) return false;
    oid.assign(taken);
    return true;
}

inline bool readMarks(const fb::LookupMarks* from, std::optional<model::LookupMarks>& to) {
    if (from == nullptr) return true;
    model::LookupMarks& marks = to.emplace();
    marks.taken = monoTimeOf(from->taken());
    marks.sys_up_time = from->sys_up_time();
    if (from->has_if_table()) marks.if_table_last_change = from->if_table_last_change();
    return validMonoTime(from->taken());
}

}  // namespace snmpolld::ipc
