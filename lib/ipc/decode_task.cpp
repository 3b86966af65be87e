// Frames to tasks, in a worker.
#include <algorithm>
#include <climits>

#include "ipc/decode_parts.hpp"
#include "ipc/filters.hpp"

namespace snmpolld::ipc {

namespace {

using model::Oid;

static_assert(static_cast<int>(fb::AuthProtocol::SHA512) == static_cast<int>(model::AuthProtocol::SHA512));
static_assert(static_cast<int>(fb::PrivProtocol::AES256C) == static_cast<int>(model::PrivProtocol::AES256C));

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
    to.any_source = from.any_source();
    return readOids(column(from.get_sizes()), 2, sub_ids, to.get) &&
           readOids(column(from.walk_sizes()), 1, sub_ids, to.walk) &&
           readOids(column(from.lookup_sizes()), 1, sub_ids, to.lookups) && sub_ids.empty() && to.max_repetitions > 0 &&
           to.max_repetitions <= kMaxRepetitions && to.max_rows > 0 && readFilters(from.filters(), to);
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

bool sameFilters(const fb::Filters* from, const model::ModuleSet& set) {
    if (from == nullptr) return set.filters.empty() && set.filtered.empty();
    model::ModuleSet theirs;
    return readFilters(from, theirs) && theirs.filters == set.filters && theirs.filtered == set.filtered;
}

bool same(const fb::ModuleSet& from, const model::ModuleSet& set) {
    auto sub_ids = column(from.sub_ids());
    return sameOids(column(from.get_sizes()), sub_ids, set.get) &&
           sameOids(column(from.walk_sizes()), sub_ids, set.walk) &&
           sameOids(column(from.lookup_sizes()), sub_ids, set.lookups) && sub_ids.empty() &&
           from.max_repetitions() == set.max_repetitions && from.max_rows() == set.max_rows &&
           from.allow_nonincreasing_oids() == set.allow_nonincreasing_oids && from.rates() == set.rates &&
           from.any_source() == set.any_source && sameFilters(from.filters(), set);
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
    task.timeout_min = Duration(from->timeout_min());
    task.retries = static_cast<int>(from->retries());
    task.deadline = Duration(from->deadline());
    if (!readEnum(from->transport(), fb::Transport::MAX, task.transport)) return refuse("an unknown transport");
    if (!readAddress(*from->address(), task.address)) return refuse("an impossible address");
    if (!share(*from->credentials(), credentials_)) return refuse("impossible credentials");
    if (!share(*from->module_set(), module_set_)) return refuse("an impossible module set");
    if (!validDuration(from->timeout()) || !validDuration(from->timeout_min()) || !validDuration(from->deadline()))
        return refuse("a time out of range");
    if (from->retries() > INT_MAX) return refuse("impossible retries");
    if (!readLearned(from->learned(), task.learned)) return refuse("impossible engine data");
    if (!readMarks(from->held_lookups(), task.held_lookups)) return refuse("impossible marks of lookups");
    task.keeps_lookups = from->keeps_lookups();
    task.credentials = credentials_;
    task.module_set = module_set_;
    return task;
}

Result<model::PollTask> decodeTask(std::span<const std::byte> frame) {
    return TaskDecoder().decode(frame);
}

}  // namespace snmpolld::ipc
