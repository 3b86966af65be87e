// Frames to messages. The other end is not trusted: a frame is verified as a FlatBuffer first, then every value is
// checked against limits.hpp and against its type. Nothing is allocated by a number alone, only by octets that are
// there.
#include <algorithm>
#include <bit>
#include <climits>
#include <cmath>
#include <cstring>
#include <memory>

#include "ipc/codec.hpp"
#include "ipc/limits.hpp"
#include "ipc/messages_generated.h"

namespace snmpolld::ipc {

namespace {

using model::Oid;
using model::Varbind;
using ByteColumn = flatbuffers::Vector<uint8_t>;

static_assert(static_cast<int>(fb::Type::MAX) + 1 == model::kTypeCount);
static_assert(static_cast<int>(fb::Status::MAX) + 1 == model::kStatusCount);
static_assert(static_cast<int>(fb::AuthProtocol::SHA512) == static_cast<int>(model::AuthProtocol::SHA512));
static_assert(static_cast<int>(fb::PrivProtocol::AES256C) == static_cast<int>(model::PrivProtocol::AES256C));

constexpr flatbuffers::uoffset_t kMaxDepth = 4;  // FromWorker, HostRecord, Learned
constexpr flatbuffers::uoffset_t kMaxTables = 16;

tl::unexpected<Error> refuse(std::string_view why) {
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

std::string_view view(const ByteColumn* bytes) {
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

bool readOid(std::span<const uint32_t>& sub_ids, uint64_t size, Oid& oid) {
    std::span<const uint32_t> taken;
    if (size > Oid::kMaxSize || !take(sub_ids, size, taken)) return false;
    oid = Oid(taken);
    return true;
}

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

// What is not yet used of a record's columns.
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
        if (from.varbinds()->size() > kMaxVarbinds) return false;
        to.resize(from.varbinds()->size());
        size_t i = 0;
        for (const fb::Varbind* varbind : *from.varbinds())
            if (!readVarbind(*varbind, columns, to[i++])) return false;
    }
    return columns.sub_ids.empty() && columns.octets.empty();
}

bool readLearned(const fb::Learned* from, model::Learned& to) {
    if (from == nullptr) return true;
    to.max_request_bytes = from->max_request_bytes();
    to.engine_id = view(from->engine_id());
    to.engine_boots = from->engine_boots();
    to.engine_time = from->engine_time();
    to.engine_seen = monoTimeOf(from->engine_seen());
    to.max_answer_varbinds = from->max_answer_varbinds();
    to.full_answers = from->full_answers();
    to.no_bulk = from->no_bulk();
    return to.engine_id.size() <= kMaxLearnedEngineId && validMonoTime(from->engine_seen());
}

// Marks in the order of the varbinds that they stand for.
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

// A worker polls; whether a host has an address or was polled at all is the supervisor's to say.
bool isWorkersToSay(model::Status status) {
    using enum model::Status;
    return status != unresolved && status != worker_lost && status != skipped;
}

bool readTimes(const fb::HostRecord& from, model::HostRecord& to) {
    to.rtt = Duration(from.rtt());
    to.begun = monoTimeOf(from.begun());
    to.duration = Duration(from.duration());
    return (from.rtt() == -1 || validDuration(from.rtt())) && validMonoTime(from.begun()) &&
           validDuration(from.duration());
}

Result<FromWorker> decode(const fb::HostRecord& from) {
    Result<FromWorker> message(tl::in_place, std::in_place_type<model::HostRecord>);
    auto& record = std::get<model::HostRecord>(*message);
    record.task_id = from.task_id();
    record.part = from.part();
    record.last = !from.more();
    record.requests = from.requests();
    record.retries = from.retries();
    if (!readEnum(from.status(), fb::Status::MAX, record.status) || !isWorkersToSay(record.status))
        return refuse("a status that no worker gives");
    if (!readText(from.error(), record.error)) return refuse("an error text above 4 KiB");
    if (!readTimes(from, record)) return refuse("a time out of range");
    if (!readLearned(from.learned(), record.learned)) return refuse("impossible engine data");
    if (!readVarbinds(from, record.varbinds)) return refuse("a varbind that does not fit its type");
    if (!readClocks(from, record)) return refuse("a clock that belongs to no varbind");
    if (record.part == 0) return refuse("a part below 1");
    return message;
}

Result<FromWorker> decode(const fb::Ready& from) {
    if (from.pid() <= 0) return refuse("a process id below 1");
    return Ready{from.protocol(), from.pid()};
}

Result<FromWorker> decode(const fb::LogLine& from) {
    LogLine line;
    if (!readText(from.text(), line.text)) return refuse("a log line above 4 KiB");
    return line;
}

bool readSecret(const ByteColumn* from, Secret& to) {
    to = Secret(view(from));
    return to.reveal().size() <= kMaxCredential;
}

bool readPlain(const ByteColumn* from, std::string& to) {
    to = view(from);
    return to.size() <= kMaxCredential;
}

bool readProtocols(const fb::Credentials& from, model::Credentials& to) {
    return readEnum(from.version(), fb::Version::MAX, to.version) &&
           readEnum(from.security_level(), fb::SecurityLevel::MAX, to.security_level) &&
           readEnum(from.auth_protocol(), fb::AuthProtocol::MAX, to.auth_protocol) &&
           readEnum(from.priv_protocol(), fb::PrivProtocol::MAX, to.priv_protocol);
}

bool readCredentials(const fb::Credentials& from, model::Credentials& to) {
    return readProtocols(from, to) && readSecret(from.community(), to.community) &&
           readPlain(from.username(), to.username) && readSecret(from.auth_key(), to.auth_key) &&
           readSecret(from.priv_key(), to.priv_key) && readPlain(from.context_name(), to.context_name) &&
           readPlain(from.context_engine_id(), to.context_engine_id) && readPlain(from.engine_id(), to.engine_id);
}

bool readAddress(const fb::Address& from, model::Address& to) {
    to.scope = from.scope();
    to.port = from.port();
    if (!readEnum(from.family(), fb::Family::MAX, to.family) || to.port == 0) return false;
    const size_t size = to.family == model::Family::ipv4 ? 4 : 16;
    std::copy_n(from.bytes()->data(), size, to.bytes.begin());
    return true;
}

bool readOids(std::span<const uint8_t> sizes, uint8_t smallest, std::span<const uint32_t>& sub_ids,
              std::vector<Oid>& oids) {
    if (sizes.size() > kMaxVarbinds) return false;
    oids.resize(sizes.size());
    for (size_t i = 0; i < sizes.size(); ++i)
        if (sizes[i] < smallest || !readOid(sub_ids, sizes[i], oids[i])) return false;
    return true;
}

bool readModuleSet(const fb::ModuleSet& from, model::ModuleSet& to) {
    auto sub_ids = column(from.sub_ids());
    to.max_repetitions = from.max_repetitions();
    to.max_rows = from.max_rows();
    to.allow_nonincreasing_oids = from.allow_nonincreasing_oids();
    to.rates = from.rates();
    return readOids(column(from.get_sizes()), 2, sub_ids, to.get) &&
           readOids(column(from.walk_sizes()), 1, sub_ids, to.walk) && sub_ids.empty() && to.max_repetitions > 0 &&
           to.max_repetitions <= kMaxRepetitions && to.max_rows > 0;
}

bool holds(const ByteColumn* from, std::string_view bytes) {
    return view(from) == bytes;
}

bool sameKeys(const fb::Credentials& from, const model::Credentials& c) {
    return holds(from.community(), c.community.reveal()) && holds(from.username(), c.username) &&
           holds(from.auth_key(), c.auth_key.reveal()) && holds(from.priv_key(), c.priv_key.reveal()) &&
           holds(from.context_name(), c.context_name) && holds(from.context_engine_id(), c.context_engine_id) &&
           holds(from.engine_id(), c.engine_id);
}

bool same(const fb::Credentials& from, const model::Credentials& c) {
    return from.version() == static_cast<fb::Version>(c.version) &&
           from.security_level() == static_cast<fb::SecurityLevel>(c.security_level) &&
           from.auth_protocol() == static_cast<fb::AuthProtocol>(c.auth_protocol) &&
           from.priv_protocol() == static_cast<fb::PrivProtocol>(c.priv_protocol) && sameKeys(from, c);
}

bool sameOids(std::span<const uint8_t> sizes, std::span<const uint32_t>& sub_ids, const std::vector<Oid>& oids) {
    const auto same_oid = [&](uint8_t size, const Oid& oid) {
        std::span<const uint32_t> taken;
        return take(sub_ids, size, taken) && std::ranges::equal(taken, oid.ids());
    };
    return std::ranges::equal(sizes, oids, same_oid);
}

bool same(const fb::ModuleSet& from, const model::ModuleSet& set) {
    auto sub_ids = column(from.sub_ids());
    return sameOids(column(from.get_sizes()), sub_ids, set.get) &&
           sameOids(column(from.walk_sizes()), sub_ids, set.walk) && sub_ids.empty() &&
           from.max_repetitions() == set.max_repetitions && from.max_rows() == set.max_rows &&
           from.allow_nonincreasing_oids() == set.allow_nonincreasing_oids && from.rates() == set.rates;
}

// Leaves what is known when the message has the same.
bool share(const fb::Credentials& from, std::shared_ptr<const model::Credentials>& known) {
    if (known != nullptr && same(from, *known)) return true;
    auto fresh = std::make_shared<model::Credentials>();
    if (!readCredentials(from, *fresh)) return false;
    known = std::move(fresh);
    return true;
}

bool share(const fb::ModuleSet& from, std::shared_ptr<const model::ModuleSet>& known) {
    if (known != nullptr && same(from, *known)) return true;
    auto fresh = std::make_shared<model::ModuleSet>();
    if (!readModuleSet(from, *fresh)) return false;
    known = std::move(fresh);
    return true;
}

}  // namespace

Result<model::PollTask> TaskDecoder::decode(std::span<const std::byte> frame) {
    const AlignedFrame aligned(frame);
    const auto* from = verifiedRoot<fb::PollTask>(aligned, frame.size());
    if (from == nullptr) return refuse("not a task");
    model::PollTask task;
    task.id = from->id();
    task.timeout = Duration(from->timeout());
    task.retries = static_cast<int>(from->retries());
    task.deadline = Duration(from->deadline());
    if (!readEnum(from->transport(), fb::Transport::MAX, task.transport)) return refuse("an unknown transport");
    if (!readAddress(*from->address(), task.address)) return refuse("an impossible address");
    if (!share(*from->credentials(), credentials_)) return refuse("impossible credentials");
    if (!share(*from->module_set(), module_set_)) return refuse("an impossible module set");
    if (!validDuration(from->timeout()) || !validDuration(from->deadline())) return refuse("a time out of range");
    if (from->retries() > INT_MAX) return refuse("impossible retries");
    if (!readLearned(from->learned(), task.learned)) return refuse("impossible engine data");
    task.credentials = credentials_;
    task.module_set = module_set_;
    return task;
}

Result<model::PollTask> decodeTask(std::span<const std::byte> frame) {
    return TaskDecoder().decode(frame);
}

Result<FromWorker> decodeFromWorker(std::span<const std::byte> frame) {
    const AlignedFrame aligned(frame);
    const auto* from = verifiedRoot<fb::FromWorker>(aligned, frame.size());
    if (from == nullptr) return refuse("not a worker's message");
    switch (from->message_type()) {
        case fb::Message::Ready:
            return decode(*from->message_as_Ready());
        case fb::Message::LogLine:
            return decode(*from->message_as_LogLine());
        case fb::Message::HostRecord:
            return decode(*from->message_as_HostRecord());
        case fb::Message::NONE:
            break;
    }
    return refuse("of no known kind");
}

}  // namespace snmpolld::ipc
