// Turns records into frames. What the wire does not allow is cut or clamped here.
#include <algorithm>

#include "ipc/frame.hpp"
#include "ipc/learned.hpp"
#include "ipc/worker_codec.hpp"
#include "ipc/worker_encoding.hpp"
#include "ipc/worker_identifiers.hpp"

namespace snmpolld::ipc {

namespace {

using model::VarbindColumns;

static_assert(sizeof(VarbindColumns::Fixed) == sizeof(fb::Varbind) && VarbindColumns::kMaxWhy == kMaxText);

// All varbinds of the record in their order. Valid until the next call.
const VarbindColumns& columnsOf(const model::HostRecord& record) {
    if (record.varbinds.empty()) return record.walked;
    static VarbindColumns all;
    all.clear();
    const std::span<const model::Varbind> varbinds(record.varbinds);
    for (const model::Varbind& varbind : varbinds.first(record.walked_at))
        all.add(varbind);
    all.append(record.walked);
    for (const model::Varbind& varbind : varbinds.subspan(record.walked_at))
        all.add(varbind);
    return all;
}

struct EncodedColumns {
    flatbuffers::Offset<flatbuffers::Vector<const fb::Varbind*>> varbinds;
    flatbuffers::Offset<flatbuffers::Vector<uint32_t>> sub_ids;
    Bytes octets;
};

EncodedColumns encodeVarbinds(Builder& builder, const VarbindColumns& all, const VarbindColumns::Extent& extent) {
    EncodedColumns columns;
    if (extent.octets > 0) columns.octets = builder.CreateVector(all.octets().data(), extent.octets);
    if (extent.sub_ids > 0) columns.sub_ids = builder.CreateVector(all.subIds().data(), extent.sub_ids);
    if (extent.count > 0) {
        fb::Varbind* to = nullptr;
        columns.varbinds = builder.CreateUninitializedVectorOfStructs(extent.count, &to);
        for (const VarbindColumns::Fixed& v : all.fixed().first(extent.count))
            *to++ = fb::Varbind(v.value, static_cast<fb::Type>(v.type), v.oid_size);
    }
    return columns;
}

flatbuffers::Offset<flatbuffers::Vector<const fb::ClockMark*>> encodeClocks(Builder& builder,
                                                                            std::span<const model::ClockMark> clocks) {
    if (clocks.empty()) return 0;
    fb::ClockMark* to = nullptr;
    const auto out = builder.CreateUninitializedVectorOfStructs(clocks.size(), &to);
    for (const model::ClockMark& mark : clocks)
        *to++ = fb::ClockMark(mark.first, mark.sys_up_time, mark.known);
    return out;
}

flatbuffers::Offset<fb::HostRecord> encodeRecord(Builder& builder, const model::HostRecord& record) {
    const size_t room = kMaxFrame - kRecordOverhead - silentOctets(record.learned);
    const VarbindColumns& all = columnsOf(record);
    const VarbindColumns::Extent extent = all.firstWithin(kMaxVarbinds, room);
    const bool cut_ok = extent.count < all.size() && record.status == model::Status::ok && record.last;
    const std::string_view error =
        cut_ok ? "the answer is too large for one record: its last varbinds were dropped" : cutText(record.error);
    const auto status = static_cast<fb::Status>(cut_ok ? model::Status::partial : record.status);
    const EncodedColumns columns = encodeVarbinds(builder, all, extent);
    const auto error_text = error.empty() ? 0 : builder.CreateString(error);
    const LearnedParts learned = encodeLearned(builder, record.learned);
    const auto beyond = [&](const model::ClockMark& mark) { return mark.first >= extent.count; };
    const std::span marks(record.clocks.begin(), std::ranges::find_if(record.clocks, beyond));
    const auto clocks = encodeClocks(builder, marks);
    const int64_t rtt = record.rtt < Duration::zero() ? -1 : toWire(record.rtt);
    const fb::Outcome outcome(record.task_id, rtt, toWire(record.begun), toWire(record.duration), record.requests,
                              record.retries, record.padded, record.part, status, !record.last,
                              record.lookups_left_out);
    const auto lookup_marks = encodeMarks(record.lookup_marks);
    return fb::CreateHostRecord(builder, &outcome, error_text, columns.varbinds, columns.sub_ids, columns.octets,
                                pointerTo(learned.numbers), learned.engine_id, clocks, pointerTo(lookup_marks),
                                learned.silent);
}

// A message as the union's table and its tag.
struct TaggedRecord {
    fb::WorkerMessage tag;
    flatbuffers::Offset<void> table;
};

struct RecordTagger {
    Builder& builder;

    TaggedRecord operator()(const Silent& silent) const {
        return {fb::WorkerMessage::Silent, fb::CreateSilent(builder, silent.polls).Union()};
    }
    TaggedRecord operator()(const Dropped& dropped) const {
        return {fb::WorkerMessage::Dropped, fb::CreateDropped(builder, dropped.datagrams).Union()};
    }
    TaggedRecord operator()(const model::KeyWanted& wanted) const {
        const Bytes engine_id = bytes(builder, wanted.engine_id);
        return {fb::WorkerMessage::KeyWanted, fb::CreateKeyWanted(builder, wanted.task_id, engine_id).Union()};
    }
    TaggedRecord operator()(const model::HostRecord& record) const {
        return {fb::WorkerMessage::HostRecord, encodeRecord(builder, record).Union()};
    }
};

void append(Builder& builder, const TaggedRecord& tagged, std::string& out) {
    appendFrame(builder, fb::CreateFromWorker(builder, tagged.tag, tagged.table), fb::FromWorkerIdentifier(), out);
}

}  // namespace

std::string encodeSockets(const Sockets& sockets) {
    Builder& builder = cleanBuilder();
    builder.Finish(fb::CreateSockets(builder, sockets.receive_buffer, sockets.room), kSocketsIdentifier);
    return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

void encodeFromWorker(const model::HostRecord& record, std::string& out) {
    Builder& builder = cleanBuilder();
    append(builder, RecordTagger{builder}(record), out);
}

void encodeFromWorker(const FromWorker& message, std::string& out) {
    Builder& builder = cleanBuilder();
    append(builder, std::visit(RecordTagger{builder}, message), out);
}

}  // namespace snmpolld::ipc
