// Messages to frames. One builder is reused for all of them (the process has one thread). What the wire does not allow
// is cut or clamped here; a value that does not fit its type is a broken invariant and ends the process (noexcept).
#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "ipc/codec.hpp"
#include "ipc/filters.hpp"
#include "ipc/limits.hpp"
#include "ipc/messages_generated.h"

namespace snmpolld::ipc {

namespace {

using Builder = flatbuffers::FlatBufferBuilder;
using Bytes = flatbuffers::Offset<flatbuffers::Vector<uint8_t>>;
using model::Varbind;

static_assert(std::endian::native == std::endian::little, "columns are copied as they lie in memory");

constexpr size_t kBuilderKept = 1U << 20;  // a builder that a large record made larger is given back

Builder& cleanBuilder() {
    static Builder builder(1024);
    builder.Clear();
    return builder;
}

template <typename T>
void appendFrame(Builder& builder, flatbuffers::Offset<T> root, std::string& out) {
    builder.Finish(root);
    const auto size = static_cast<uint32_t>(builder.GetSize());
    char header[kFrameHeader];
    std::memcpy(header, &size, sizeof header);
    out.append(header, sizeof header);
    out.append(reinterpret_cast<const char*>(builder.GetBufferPointer()), size);
    if (size > kBuilderKept) builder = Builder(1024);
}

// 0, which is "absent", for nothing.
Bytes bytes(Builder& builder, std::string_view data) {
    if (data.empty()) return 0;
    return builder.CreateVector(reinterpret_cast<const uint8_t*>(data.data()), data.size());
}

// At most kMaxText octets, not ending inside a UTF-8 character.
std::string_view cutText(std::string_view text) {
    if (text.size() <= kMaxText) return text;
    size_t end = kMaxText;
    while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end == 0 ? kMaxText : end);
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
LearnedParts encodeLearned(Builder& builder, const model::Learned& learned) {
    if (learned == model::Learned{}) return {};
    const bool usable = learned.engine_id.size() <= kMaxLearnedEngineId;
    return {fb::Learned(usable ? toWire(learned.engine_seen) : 0, toWire(learned.round_trip.smoothed),
                        toWire(learned.round_trip.variation), usable ? learned.engine_boots : 0,
                        usable ? learned.engine_time : 0, learned.max_request_bytes, learned.max_answer_varbinds,
                        learned.full_answers, learned.no_bulk),
            usable ? bytes(builder, learned.engine_id) : 0};
}

flatbuffers::Offset<fb::Credentials> encodeCredentials(Builder& builder, const model::Credentials& from) {
    const Bytes community = bytes(builder, from.community.reveal());
    const Bytes username = bytes(builder, from.username);
    const Bytes auth_key = bytes(builder, from.auth_key.reveal());
    const Bytes priv_key = bytes(builder, from.priv_key.reveal());
    const Bytes context_name = bytes(builder, from.context_name);
    const Bytes context_engine_id = bytes(builder, from.context_engine_id);
    const Bytes engine_id = bytes(builder, from.engine_id);
    return fb::CreateCredentials(builder, static_cast<fb::Version>(from.version), community, username,
                                 static_cast<fb::SecurityLevel>(from.security_level),
                                 static_cast<fb::AuthProtocol>(from.auth_protocol),
                                 static_cast<fb::PrivProtocol>(from.priv_protocol), auth_key, priv_key, context_name,
                                 context_engine_id, engine_id);
}

fb::Address encodeAddress(const model::Address& from) {
    return fb::Address(flatbuffers::span<const uint8_t, 16>(from.bytes), from.scope, from.port,
                       static_cast<fb::Family>(from.family));
}

std::span<const uint32_t> valueSubIds(const Varbind& varbind) {
    const auto* oid = std::get_if<model::Oid>(&varbind.value);
    return oid == nullptr ? std::span<const uint32_t>{} : oid->ids();
}

std::string_view valueOctets(const Varbind& varbind) {
    const auto* octets = std::get_if<std::string>(&varbind.value);
    return octets == nullptr ? std::string_view{} : std::string_view(*octets);
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
    }
    std::abort();
}

// The columns of the first `count` varbinds, as many as a frame holds.
struct Extent {
    size_t count = 0;
    size_t sub_ids = 0;
    size_t octets = 0;
};

Extent measure(std::span<const Varbind> varbinds) {
    Extent extent;
    for (const Varbind& varbind : varbinds) {
        const size_t sub_ids = extent.sub_ids + varbind.oid.size() + valueSubIds(varbind).size();
        const size_t octets = extent.octets + valueOctets(varbind).size();
        const size_t size = (extent.count + 1) * sizeof(fb::Varbind) + sub_ids * sizeof(uint32_t) + octets;
        if (extent.count == kMaxVarbinds || size > kMaxFrame - kRecordOverhead) break;
        extent = {extent.count + 1, sub_ids, octets};
    }
    return extent;
}

struct Columns {
    flatbuffers::Offset<flatbuffers::Vector<const fb::Varbind*>> varbinds;
    flatbuffers::Offset<flatbuffers::Vector<uint32_t>> sub_ids;
    Bytes octets;
};

template <typename T>
T* put(T* to, std::span<const T> from) {
    return std::copy(from.begin(), from.end(), to);
}

Columns encodeVarbinds(Builder& builder, std::span<const Varbind> varbinds, const Extent& extent) {
    Columns columns;
    if (extent.octets > 0) {
        uint8_t* to = nullptr;
        columns.octets = builder.CreateUninitializedVector(extent.octets, &to);
        for (const Varbind& v : varbinds) {
            const std::string_view octets = valueOctets(v);
            to = put(to, std::span(reinterpret_cast<const uint8_t*>(octets.data()), octets.size()));
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

std::optional<fb::LookupMarks> encodeMarks(const std::optional<model::LookupMarks>& marks) {
    if (!marks) return std::nullopt;
    return fb::LookupMarks(toWire(marks->taken), marks->sys_up_time, marks->if_table_last_change.value_or(0),
                           marks->if_table_last_change.has_value());
}

flatbuffers::Offset<fb::HostRecord> encodeRecord(Builder& builder, const model::HostRecord& record) {
    const Extent extent = measure(record.varbinds);
    const bool cut_ok = extent.count < record.varbinds.size() && record.status == model::Status::ok && record.last;
    const std::string_view error =
        cut_ok ? "the answer is too large for one record: its last varbinds were dropped" : cutText(record.error);
    const auto status = static_cast<fb::Status>(cut_ok ? model::Status::partial : record.status);
    const Columns columns = encodeVarbinds(builder, std::span(record.varbinds).first(extent.count), extent);
    const auto error_text = error.empty() ? 0 : builder.CreateString(error);
    const LearnedParts learned = encodeLearned(builder, record.learned);
    const auto beyond = [&](const model::ClockMark& mark) { return mark.first >= extent.count; };
    const std::span marks(record.clocks.begin(), std::ranges::find_if(record.clocks, beyond));
    const auto clocks = encodeClocks(builder, marks);
    const int64_t rtt = record.rtt < Duration::zero() ? -1 : toWire(record.rtt);
    const fb::Outcome outcome(record.task_id, rtt, toWire(record.begun), toWire(record.duration), record.requests,
                              record.retries, record.part, status, !record.last, record.lookups_left_out);
    const auto lookup_marks = encodeMarks(record.lookup_marks);
    return fb::CreateHostRecord(builder, &outcome, error_text, columns.varbinds, columns.sub_ids, columns.octets,
                                pointerTo(learned.numbers), learned.engine_id, clocks, pointerTo(lookup_marks));
}

// A message as the union's table and its tag.
struct Tagged {
    fb::Message tag;
    flatbuffers::Offset<void> table;
};

struct Tagger {
    Builder& builder;

    Tagged operator()(const Ready& ready) const {
        return {fb::Message::Ready,
                fb::CreateReady(builder, ready.protocol, ready.pid, ready.receive_buffer, ready.room).Union()};
    }
    Tagged operator()(const LogLine& line) const {
        return {fb::Message::LogLine, fb::CreateLogLine(builder, builder.CreateString(cutText(line.text))).Union()};
    }
    Tagged operator()(const Silent& silent) const {
        return {fb::Message::Silent, fb::CreateSilent(builder, silent.polls).Union()};
    }
    Tagged operator()(const Dropped& dropped) const {
        return {fb::Message::Dropped, fb::CreateDropped(builder, dropped.datagrams).Union()};
    }
    Tagged operator()(const model::HostRecord& record) const {
        return {fb::Message::HostRecord, encodeRecord(builder, record).Union()};
    }
};

// What to GET: the sizes of the OIDs and their sub-identifiers, as in fb::PollTask.
uint32_t* putSubIds(uint32_t* to, std::span<const model::Oid> oids) {
    for (const model::Oid& oid : oids)
        to = put(to, oid.ids());
    return to;
}

Bytes encodeSizes(Builder& builder, std::span<const model::Oid> oids) {
    if (oids.empty()) return 0;
    uint8_t* to = nullptr;
    const Bytes out = builder.CreateUninitializedVector(oids.size(), &to);
    for (const model::Oid& oid : oids)
        *to++ = static_cast<uint8_t>(oid.size());
    return out;
}

size_t subIdsOf(std::span<const model::Oid> oids) {
    size_t total = 0;
    for (const model::Oid& oid : oids)
        total += oid.size();
    return total;
}

flatbuffers::Offset<fb::ModuleSet> encodeModuleSet(Builder& builder, const model::ModuleSet& set) {
    const Bytes get_sizes = encodeSizes(builder, set.get);
    const Bytes walk_sizes = encodeSizes(builder, set.walk);
    const Bytes lookup_sizes = encodeSizes(builder, set.lookups);
    const auto filters = encodeFilters(builder, set);
    uint32_t* to = nullptr;
    const auto sub_ids =
        builder.CreateUninitializedVector(subIdsOf(set.get) + subIdsOf(set.walk) + subIdsOf(set.lookups), &to);
    putSubIds(putSubIds(putSubIds(to, set.get), set.walk), set.lookups);
    return fb::CreateModuleSet(builder, get_sizes, walk_sizes, sub_ids, set.max_repetitions, set.max_rows,
                               set.allow_nonincreasing_oids, set.rates, lookup_sizes, filters, set.any_source);
}

// The same object, which one that was made later in the place of another is not.
template <typename T>
bool isThat(const std::weak_ptr<const T>& known, const std::shared_ptr<const T>& thing) {
    return !known.owner_before(thing) && !thing.owner_before(known);
}

}  // namespace

template <typename T>
uint8_t TaskEncoder::Told<T>::numberOf(const std::shared_ptr<const T>& thing, bool& fresh) {
    if (isThat(things[last], thing)) return static_cast<uint8_t>(last);
    const auto known = std::ranges::find_if(things, [&](const auto& other) { return isThat(other, thing); });
    fresh = known == things.end();
    last = fresh ? (newest = (newest + 1) % kNumbers) : static_cast<size_t>(known - things.begin());
    things[last] = thing;
    return static_cast<uint8_t>(last);
}

void TaskEncoder::encode(const model::PollTask& task, std::string& out) {
    Builder& builder = cleanBuilder();
    bool fresh_credentials = false;
    bool fresh_set = false;
    const uint8_t credentials_number = credentials_.numberOf(task.credentials, fresh_credentials);
    const uint8_t set_number = module_sets_.numberOf(task.module_set, fresh_set);
    const auto credentials = fresh_credentials ? encodeCredentials(builder, *task.credentials) : 0;
    const auto module_set = fresh_set ? encodeModuleSet(builder, *task.module_set) : 0;
    const LearnedParts learned = encodeLearned(builder, task.learned);
    const fb::Address address = encodeAddress(task.address);
    const fb::Patience patience(toWire(task.timeout), toWire(task.timeout_min), toWire(task.deadline),
                                static_cast<uint32_t>(std::max(task.retries, 0)));
    const auto held = encodeMarks(task.held_lookups);
    appendFrame(builder,
                fb::CreatePollTask(builder, task.id, static_cast<fb::Transport>(task.transport), &address, &patience,
                                   credentials_number, credentials, set_number, module_set, pointerTo(learned.numbers),
                                   learned.engine_id, task.keeps_lookups, pointerTo(held)),
                out);
}

void encodeFromWorker(const FromWorker& message, std::string& out) {
    Builder& builder = cleanBuilder();
    const Tagged tagged = std::visit(Tagger{builder}, message);
    appendFrame(builder, fb::CreateFromWorker(builder, tagged.tag, tagged.table), out);
}

}  // namespace snmpolld::ipc
