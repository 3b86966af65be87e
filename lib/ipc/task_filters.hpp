// Turns the row filters of a module set into columns on the wire and back. Called by encode_task.cpp and
// decode_task.cpp.
#pragma once

#include "ipc/worker_generated.h"
#include "model/target.hpp"

namespace snmpolld::ipc {

// 0, which means "absent", if there are none.
flatbuffers::Offset<fb::Filters> encodeFilters(flatbuffers::FlatBufferBuilder& builder, const model::ModuleSet& set);

// `from` may be null. False if a value is impossible.
bool readFilters(const fb::Filters* from, model::ModuleSet& to);

}  // namespace snmpolld::ipc
