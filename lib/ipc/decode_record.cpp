// Turns frames of a worker into messages. The worker is not trusted: a frame is verified as a FlatBuffer first, then
// every value is checked against limits.hpp and against its type. Memory is allocated only for octets that are there,
// never because a number says so.
#include <algorithm>
#include <bit>
#include <climits>
#include <cmath>

#include "ipc/learned.hpp"
#include "ipc/worker_decoding.hpp"
#include "ipc/worker_identifiers.hpp"

namespace snmpolld::ipc {

namespace {

using model::Oid;
using model::Varbind;

static_assert(static_cast<int>(fb::Type::MAX) + 1 == model::kTypeCount);
static_assert(static_cast<int>(fb::Status::MAX) + 1 == model::kStatusCount);

bool readOctets(std::span<const uint8_t>& octets, uint64_t size, model::Value& value) {
    std::span<const uint8_t> taken;
    if (!take(octets, size, taken)) return false;
    value.emplace<std::string>(reinterpret_cast<const char*>(taken.data()), taken.size());
    return true;
}

bool readUnsigned(uint64_t number, uint64_t highest, model::Value& value) {
    value.emplace<uint64_t>(number);
    return number <= highest;
}

bool readInteger(uint64_t bits, model::Value& value) {
    const auto number = std::bit_cast<int64_t>(bits);
    value.emplace<int64_t>(number);
    return number >= INT32_MIN && number <= INT32_MAX;
}

bool readReal(uint64_t bits, bool is_float, model::Value& value) {
    const auto number = std::bit_cast<double>(bits);
    value.emplace<double>(number);
    return !is_float || !std::isfinite(number) || std::fabs(number) <= static_cast<double>(__FLT_MAX__);
}

// fb::Varbind.value of a failure.
bool readFailure(std::span<const uint8_t>& octets, uint64_t sizes, bool has_octets, model::Value& value) {
    const uint64_t why_size = sizes >> 32U;
    std::span<const uint8_t> why;
    std::span<const uint8_t> came;
    if (why_size > kMaxText || !take(octets, why_size, why) || !take(octets, sizes & UINT32_MAX, came)) return false;
    value = model::Failure{{why.begin(), why.end()}, {came.begin(), came.end()}};
    return has_octets || came.empty();
}

// What is still unread of a record's columns.
struct Columns {
    std::span<const uint32_t> sub_ids;
    std::span<const uint8_t> octets;
};

bool readValue(const fb::Varbind& from, Columns& columns, Varbind& to) {
    switch (to.type) {
        using enum model::Type;
        case Integer32:
            return readInteger(from.value(), to.value);
        case Counter32:
        case Gauge32:
        case TimeTicks:
            return readUnsigned(from.value(), UINT32_MAX, to.value);
        case Counter64:
            return readUnsigned(from.value(), UINT64_MAX, to.value);
        case IpAddress:
            return from.value() == 4 && readOctets(columns.octets, 4, to.value);
        case OctetString:
        case Opaque:
            return readOctets(columns.octets, from.value(), to.value);
        case ObjectIdentifier:
            return readOid(columns.sub_ids, from.value(), to.value.emplace<Oid>());
        case Float:
            return readReal(from.value(), true, to.value);
        case Double:
            return readReal(from.value(), false, to.value);
        case Null:
        case noSuchObject:
        case noSuchInstance:
        case endOfMibView:
            return from.value() == 0;
        case Malformed:
        case Missing:
            return readFailure(columns.octets, from.value(), to.type == Malformed, to.value);
    }
    return false;
}

bool readVarbind(const fb::Varbind& from, Columns& columns, Varbind& to) {
    return readEnum(from.type(), fb::Type::MAX, to.type) && readOid(columns.sub_ids, from.oid_size(), to.oid) &&
           readValue(from, columns, to);
}

bool readVarbinds(const fb::HostRecord& from, std::vector<Varbind>& to) {
    Columns columns{column(from.sub_ids()), column(from.octets())};
    if (from.varbinds() != nullptr) {
        if (from.varbinds()->size() > kMaxVarbinds || !isAligned(from.varbinds())) return false;
        to.resize(from.varbinds()->size());
        auto slot = to.begin();
        for (const fb::Varbind* varbind : *from.varbinds())
            if (!readVarbind(*varbind, columns, *slot++)) return false;
    }
    return columns.sub_ids.empty() && columns.octets.empty();
}

// The marks must be in the order of the varbinds to which they belong.
bool readClocks(const fb::HostRecord& from, model::HostRecord& to) {
    if (from.clocks() == nullptr) return true;
    if (from.clocks()->size() > to.varbinds.size()) return false;
    to.clocks.reserve(from.clocks()->size());
    for (const fb::ClockMark* mark : *from.clocks()) {
        if (!to.clocks.empty() && mark->first() < to.clocks.back().first) return false;
        if (mark->first() >= to.varbinds.size()) return false;
        to.clocks.push_back({mark->first(), mark->known(), mark->sys_up_time()});
    }
    return true;
}

bool readText(const flatbuffers::String* from, std::string& to) {
    if (from == nullptr) return true;
    if (from->size() > kMaxText) return false;
    to.assign(from->data(), from->size());
    return true;
}

// A worker only polls. Whether a host has an address, or was polled at all, is for the supervisor to say.
bool isWorkersToSay(model::Status status) {
    using enum model::Status;
    return status != unresolved && status != worker_lost && status != skipped;
}

bool readTimes(const fb::Outcome& from, model::HostRecord& to) {
    to.rtt = Duration(from.rtt());
    to.begun = monoTimeOf(from.begun());
    to.duration = Duration(from.duration());
    return (from.rtt() == -1 || validDuration(from.rtt())) && validMonoTime(from.begun()) &&
           validDuration(from.duration());
}

Result<void> readOutcome(const fb::Outcome& from, model::HostRecord& to) {
    to.task_id = from.task_id();
    to.part = from.part();
    to.last = !from.more();
    to.requests = from.requests();
    to.retries = from.retries();
    to.padded = from.padded();
    to.lookups_left_out = from.lookups_left_out();
    if (!readEnum(from.status(), fb::Status::MAX, to.status) || !isWorkersToSay(to.status))
        return refuse("a status that no worker gives");
    if (!readTimes(from, to)) return refuse("a time out of range");
    if (std::max({to.requests, to.retries, to.padded}) > kMaxRequests) return refuse("impossible counts of requests");
    if (to.part == 0) return refuse("a part below 1");
    return {};
}

Result<void> readRecord(const fb::HostRecord& from, model::HostRecord& record) {
    if (auto sound = readOutcome(*from.outcome(), record); !sound) return sound;
    if (!readText(from.error(), record.error)) return refuse("an error text above 4 KiB");
    if (!readLearned(from, record.learned)) return refuse("impossible engine data or silent OIDs");
    if (!readVarbinds(from, record.varbinds)) return refuse("a varbind that does not fit its type");
    if (!readClocks(from, record)) return refuse("a clock that belongs to no varbind");
    if (!readMarks(from.lookup_marks(), record.lookup_marks)) return refuse("impossible marks of lookups");
    if (record.lookups_left_out && !record.lookup_marks) return refuse("lookups left out for no reason");
    return {};
}

// Returns one variable in all cases, which is made in its last place: a record is large.
Result<FromWorker> decode(const fb::HostRecord& from) {
    Result<FromWorker> message(tl::in_place, std::in_place_type<model::HostRecord>);
    if (auto sound = readRecord(from, std::get<model::HostRecord>(*message)); !sound)
        message = tl::unexpected(std::move(sound.error()));
    return message;
}

Result<FromWorker> decode(const fb::KeyWanted& from) {
    const std::string_view engine_id = view(from.engine_id());
    if (engine_id.empty() || engine_id.size() > kMaxLearnedEngineId) return refuse("keys of an impossible engine");
    return model::KeyWanted{.task_id = from.task_id(), .engine_id = std::string(engine_id)};
}

}  // namespace

Result<Sockets> decodeSockets(std::string_view details) {
    const AlignedFrame aligned(std::as_bytes(std::span(details)));
    const auto* from = aligned.verifiedRoot<fb::Sockets>(kSocketsIdentifier);
    if (from == nullptr) return refuse("not the details of a worker");
    if (from->receive_buffer() > INT32_MAX || from->room() > INT32_MAX) return refuse("impossible receive buffers");
    return Sockets{from->receive_buffer(), from->room()};
}

Result<FromWorker> decodeFromWorker(std::span<const std::byte> frame) {
    const AlignedFrame aligned(frame);
    const auto* from = aligned.verifiedRoot<fb::FromWorker>(fb::FromWorkerIdentifier());
    if (from == nullptr) return refuse("not a worker's message");
    switch (from->message_type()) {
        case fb::WorkerMessage::Silent:
            return Silent{from->message_as_Silent()->polls()};
        case fb::WorkerMessage::Dropped:
            return Dropped{from->message_as_Dropped()->datagrams()};
        case fb::WorkerMessage::KeyWanted:
            return decode(*from->message_as_KeyWanted());
        case fb::WorkerMessage::HostRecord:
            return decode(*from->message_as_HostRecord());
        case fb::WorkerMessage::NONE:
            break;
    }
    return refuse("of no known kind");
}

}  // namespace snmpolld::ipc
