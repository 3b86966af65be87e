// Turns records into frames. What the wire does not allow is cut or clamped here; a value that does not fit its type is
// a broken invariant and ends the process (noexcept).
#include <algorithm>
#include <bit>
#include <cstdlib>

#include "ipc/frame.hpp"
#include "ipc/learned.hpp"
#include "ipc/worker_codec.hpp"
#include "ipc/worker_encoding.hpp"
#include "ipc/worker_identifiers.hpp"

namespace snmpolld::ipc {

namespace {

using model::Varbind;

std::span<const uint32_t> valueSubIds(const Varbind& varbind) {
    const auto* oid = std::get_if<model::Oid>(&varbind.value);
    return oid == nullptr ? std::span<const uint32_t>{} : oid->ids();
}

// What a varbind has in the column of octets, in this order.
struct ValueOctets {
    std::string_view why;  // of failures only
    std::string_view value;

    size_t size() const { return why.size() + value.size(); }
};

ValueOctets valueOctets(const Varbind& varbind) {
    if (const auto* octets = std::get_if<std::string>(&varbind.value)) return {{}, *octets};
    const auto* failure = std::get_if<model::Failure>(&varbind.value);
    if (failure == nullptr) return {};
    return {cutText(failure->why),
            varbind.type == model::Type::Malformed ? std::string_view(failure->octets) : std::string_view()};
}

uint64_t failureSizes(const Varbind& varbind) {
    static_cast<void>(std::get<model::Failure>(varbind.value));
    const ValueOctets octets = valueOctets(varbind);
    return uint64_t{octets.why.size()} << 32U | octets.value.size();
}

// fb::Varbind.value.
uint64_t wireValue(const Varbind& varbind) noexcept {
    switch (varbind.type) {
        using enum model::Type;
        case Integer32:
            return std::bit_cast<uint64_t>(std::get<int64_t>(varbind.value));
        case Counter32:
        case Gauge32:
        case TimeTicks:
        case Counter64:
            return std::get<uint64_t>(varbind.value);
        case Float:
        case Double:
            return std::bit_cast<uint64_t>(std::get<double>(varbind.value));
        case OctetString:
        case IpAddress:
        case Opaque:
            return std::get<std::string>(varbind.value).size();
        case ObjectIdentifier:
            return std::get<model::Oid>(varbind.value).size();
        case Null:
        case noSuchObject:
        case noSuchInstance:
        case endOfMibView:
            return (static_cast<void>(std::get<std::monostate>(varbind.value)), 0);
        case Malformed:
        case Missing:
            return failureSizes(varbind);
    }
    std::abort();
}

std::span<const uint8_t> asOctets(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// The columns of the first `count` varbinds, as many as have room in a frame.
struct Extent {
    size_t count = 0;
    size_t sub_ids = 0;
    size_t octets = 0;
};

Extent measure(std::span<const Varbind> varbinds, size_t room) {
    Extent extent;
    for (const Varbind& varbind : varbinds) {
        const size_t sub_ids = extent.sub_ids + varbind.oid.size() + valueSubIds(varbind).size();
        const size_t octets = extent.octets + valueOctets(varbind).size();
        const size_t size = (extent.count + 1) * sizeof(fb::Varbind) + sub_ids * sizeof(uint32_t) + octets;
        if (extent.count == kMaxVarbinds || size > room) break;
        extent = {extent.count + 1, sub_ids, octets};
    }
    return extent;
}

struct EncodedColumns {
    flatbuffers::Offset<flatbuffers::Vector<const fb::Varbind*>> varbinds;
    flatbuffers::Offset<flatbuffers::Vector<uint32_t>> sub_ids;
    Bytes octets;
};

EncodedColumns encodeVarbinds(Builder& builder, std::span<const Varbind> varbinds, const Extent& extent) {
    EncodedColumns columns;
    if (extent.octets > 0) {
        uint8_t* to = nullptr;
        columns.octets = builder.CreateUninitializedVector(extent.octets, &to);
        for (const Varbind& v : varbinds) {
            const ValueOctets octets = valueOctets(v);
            to = put(put(to, asOctets(octets.why)), asOctets(octets.value));
        }
    }
    if (extent.sub_ids > 0) {
        uint32_t* to = nullptr;
        columns.sub_ids = builder.CreateUninitializedVector(extent.sub_ids, &to);
        for (const Varbind& v : varbinds)
            to = put(put(to, v.oid.ids()), valueSubIds(v));
    }
    if (!varbinds.empty()) {
        fb::Varbind* to = nullptr;
        columns.varbinds = builder.CreateUninitializedVectorOfStructs(varbinds.size(), &to);
        for (const Varbind& v : varbinds)
            *to++ = fb::Varbind(wireValue(v), static_cast<fb::Type>(v.type), static_cast<uint8_t>(v.oid.size()));
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
    const Extent extent = measure(record.varbinds, room);
    const bool cut_ok = extent.count < record.varbinds.size() && record.status == model::Status::ok && record.last;
    const std::string_view error =
        cut_ok ? "the answer is too large for one record: its last varbinds were dropped" : cutText(record.error);
    const auto status = static_cast<fb::Status>(cut_ok ? model::Status::partial : record.status);
    const EncodedColumns columns = encodeVarbinds(builder, std::span(record.varbinds).first(extent.count), extent);
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
    TaggedRecord operator()(const model::HostRecord& record) const {
        return {fb::WorkerMessage::HostRecord, encodeRecord(builder, record).Union()};
    }
};

}  // namespace

std::string encodeSockets(const Sockets& sockets) {
    Builder& builder = cleanBuilder();
    builder.Finish(fb::CreateSockets(builder, sockets.receive_buffer, sockets.room), kSocketsIdentifier);
    return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

void encodeFromWorker(const FromWorker& message, std::string& out) {
    Builder& builder = cleanBuilder();
    const TaggedRecord tagged = std::visit(RecordTagger{builder}, message);
    appendFrame(builder, fb::CreateFromWorker(builder, tagged.tag, tagged.table), fb::FromWorkerIdentifier(), out);
}

}  // namespace snmpolld::ipc
