// What decode.cpp and decode_task.cpp share: a verified FlatBuffer, its columns, and the values that both directions
// have.
#pragma once

#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ipc/codec.hpp"
#include "ipc/limits.hpp"
#include "ipc/messages_generated.h"

namespace snmpolld::ipc {

using ByteColumn = flatbuffers::Vector<uint8_t>;

inline constexpr flatbuffers::uoffset_t kMaxDepth = 4;  // PollTask, ModuleSet, Filters
inline constexpr flatbuffers::uoffset_t kMaxTables = 16;

inline tl::unexpected<Error> refuse(std::string_view why) {
    return fail(ErrorKind::protocol, "message refused: " + std::string(why));
}

// The frame where the accessors of FlatBuffers may read it: at an address that is a multiple of 8. A stream puts it
// anywhere.
class AlignedFrame {
  public:
    explicit AlignedFrame(std::span<const std::byte> frame) : data_(frame.data()) {
        if (reinterpret_cast<uintptr_t>(data_) % alignof(uint64_t) == 0) return;
        std::byte* copy = small_;
        if (frame.size() > sizeof small_) {
            large_ = std::make_unique_for_overwrite<uint64_t[]>(frame.size() / sizeof(uint64_t) + 1);
            copy = reinterpret_cast<std::byte*>(large_.get());
        }
        std::memcpy(copy, frame.data(), frame.size());
        data_ = copy;
    }

    const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(data_); }

  private:
    const std::byte* data_;
    std::unique_ptr<uint64_t[]> large_;
    alignas(uint64_t) std::byte small_[4096];
};

// The root table, or null when the octets are not a sound FlatBuffer of that type.
template <typename T>
const T* verifiedRoot(const AlignedFrame& frame, size_t size) {
    if (size < sizeof(flatbuffers::uoffset_t) || size > kMaxFrame) return nullptr;
    flatbuffers::Verifier verifier(frame.data(), size, kMaxDepth, kMaxTables);
    return verifier.VerifyBuffer<T>(nullptr) ? flatbuffers::GetRoot<T>(frame.data()) : nullptr;
}

template <typename Model, typename Wire>
bool readEnum(Wire from, Wire highest, Model& to) {
    to = static_cast<Model>(from);
    return from <= highest;
}

inline std::string_view view(const ByteColumn* bytes) {
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

template <typename T>
std::span<const T> column(const flatbuffers::Vector<T>* vector) {
    if (vector == nullptr) return {};
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

inline bool readLearned(const fb::Learned* from, const ByteColumn* engine_id, model::Learned& to) {
    to.engine_id = view(engine_id);
    if (from == nullptr) return to.engine_id.empty();
    to.max_request_bytes = from->max_request_bytes();
    to.engine_boots = from->engine_boots();
    to.engine_time = from->engine_time();
    to.engine_seen = monoTimeOf(from->engine_seen());
    to.max_answer_varbinds = from->max_answer_varbinds();
    to.full_answers = from->full_answers();
    to.no_bulk = from->no_bulk();
    to.round_trip = {Duration(from->round_trip()), Duration(from->round_trip_variation())};
    return to.engine_id.size() <= kMaxLearnedEngineId && validMonoTime(from->engine_seen()) &&
           validDuration(from->round_trip()) && validDuration(from->round_trip_variation());
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
