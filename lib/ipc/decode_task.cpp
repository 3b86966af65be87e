// Turns frames into tasks, in a worker.
#include <algorithm>
#include <climits>
#include <cstring>

#include "ipc/learned.hpp"
#include "ipc/task_filters.hpp"
#include "ipc/worker_decoding.hpp"
#include "ipc/worker_identifiers.hpp"

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

bool readQuirks(int64_t bits, model::Quirks& to) {
    to = model::Quirks::ofBits(static_cast<uint8_t>(bits));
    return to.bits() == bits;
}

bool readCredentials(const fb::Credentials& from, model::Credentials& to) {
    return readProtocols(from, to) && readSecret(from.community(), to.community) &&
           readPlain(from.username(), to.username) && readPlain(from.context_name(), to.context_name) &&
           readPlain(from.context_engine_id(), to.context_engine_id) && readPlain(from.engine_id(), to.engine_id) &&
           readQuirks(from.quirks(), to.quirks);
}

bool readKeys(const fb::LocalKeys& from, std::string_view engine_id, model::LocalKeys& to) {
    to.engine_id = engine_id;
    return !engine_id.empty() && readSecret(from.auth(), to.auth) && readSecret(from.priv(), to.priv);
}

bool readKeys(const fb::PollTask& from, model::PollTask& to) {
    const std::string& pinned = to.credentials->engine_id;
    to.confirms = view(from.confirms());
    return to.confirms.size() <= kMaxLearnedEngineId &&
           (from.keys() == nullptr ||
            readKeys(*from.keys(), pinned.empty() ? to.learned.engine_id : pinned, to.keys.emplace_back()));
}

// Nearly all frames are tasks, which must not be copied for this.
bool saysItIs(std::span<const std::byte> frame, const char* identifier) {
    constexpr size_t kIdentifier = 4;
    return frame.size() >= 2 * kIdentifier && std::memcmp(frame.data() + kIdentifier, identifier, kIdentifier) == 0;
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

// What is left to read of the settings' texts.
using Texts = std::span<const uint8_t>;

// False when the number is not a value of this type, here and below.
template <typename T>
requires std::is_arithmetic_v<T>
bool readSetting(int64_t number, Texts&, T& to) {
    to = static_cast<T>(number);
    return number >= 0 && static_cast<int64_t>(to) == number;
}

bool readSetting(int64_t number, Texts&, Duration& to) {
    to = Duration(number);
    return validDuration(number);
}

bool readSetting(int64_t number, Texts&, model::Quirks& to) {
    return readQuirks(number, to);
}

bool readSetting(int64_t size, Texts& texts, std::string& to) {
    Texts text;
    if (size < 0 || size > static_cast<int64_t>(kMaxText) || !take(texts, static_cast<uint64_t>(size), text))
        return false;
    to.assign(text.begin(), text.end());
    return true;
}

bool isPossible(const model::RequestSettings& settings) {
    return settings.max_repetitions > 0 && settings.max_repetitions <= kMaxRepetitions && settings.max_rows > 0 &&
           settings.max_message_size >= model::kMinMessageSize && settings.max_message_size <= model::kMaxMessageSize;
}

bool readSettings(std::span<const int64_t> numbers, Texts texts, model::RequestSettings& to) {
    size_t count = 0;
    bool good = true;
    model::forEachRequestSetting(
        [&](const model::Setting&, auto& value) {
            good = good && count < numbers.size() && readSetting(numbers[count], texts, value);
            ++count;
        },
        to);
    return good && count == numbers.size() && texts.empty() && isPossible(to);
}

bool readModuleSet(const fb::ModuleSet& from, model::ModuleSet& to) {
    auto sub_ids = column(from.sub_ids());
    return readOids(column(from.get_sizes()), 2, sub_ids, to.get) &&
           readOids(column(from.walk_sizes()), 1, sub_ids, to.walk) &&
           readOids(column(from.lookup_sizes()), 1, sub_ids, to.lookups) && sub_ids.empty() &&
           readSettings(column(from.settings()), column(from.setting_texts()), to.requests) &&
           readFilters(from.filters(), to);
}

bool readPatience(const fb::Patience& from, model::PollTask& to) {
    to.timeout = Duration(from.timeout());
    to.timeout_min = Duration(from.timeout_min());
    to.deadline = Duration(from.deadline());
    to.detours = Duration(from.detours());
    to.retries = static_cast<int>(from.retries());
    return validDuration(from.timeout()) && validDuration(from.timeout_min()) && validDuration(from.deadline()) &&
           validDuration(from.detours()) && from.retries() <= INT_MAX;
}

// What is told with the task, or what was told under that number before. Null if it is neither, or impossible.
template <typename Thing, typename Wire, typename Known>
std::shared_ptr<const Thing> toldOrKnown(const Wire* from, uint8_t number, const Known& known,
                                         bool (*read)(const Wire&, Thing&)) {
    if (number >= kNumbers) return nullptr;
    if (from == nullptr) return known[number];
    auto told = std::make_shared<Thing>();
    return read(*from, *told) ? std::move(told) : nullptr;
}

}  // namespace

bool TaskDecoder::forgets(std::span<const std::byte> frame) {
    if (!saysItIs(frame, kForgetIdentifier)) return false;
    const AlignedFrame aligned(frame);
    const auto* from = aligned.verifiedRoot<fb::Forget>(kForgetIdentifier);
    if (from == nullptr) return false;
    if (from->credentials() == nullptr) credentials_ = {};
    for (const uint8_t number : column(from->credentials()))
        if (number < kNumbers) credentials_[number].reset();
    return true;
}

bool isKeyAnswer(std::span<const std::byte> frame) {
    return saysItIs(frame, kKeyAnswerIdentifier);
}

Result<model::KeyAnswer> decodeKeyAnswer(std::span<const std::byte> frame) {
    const SecretFrame aligned(frame);
    const auto* from = aligned.verifiedRoot<fb::KeyAnswer>(kKeyAnswerIdentifier);
    if (from == nullptr) return refuse("not an answer to who wants keys");
    model::KeyAnswer answer{.task_id = from->task_id(), .refused = from->keys() == nullptr};
    answer.keys.engine_id = view(from->engine_id());
    const std::string& engine_id = answer.keys.engine_id;
    if (engine_id.empty() || engine_id.size() > kMaxLearnedEngineId) return refuse("keys of an impossible engine");
    if (!answer.refused && !readKeys(*from->keys(), engine_id, answer.keys)) return refuse("impossible keys");
    return answer;
}

// Returns one variable in all cases, which is made in its last place: a task is large.
Result<model::PollTask> TaskDecoder::decode(std::span<const std::byte> frame) {
    Result<model::PollTask> task;
    const SecretFrame aligned(frame);
    const auto* from = aligned.verifiedRoot<fb::PollTask>(kTaskIdentifier);
    const Result<void> sound = from == nullptr ? refuse("not a task") : read(*from, *task);
    if (!sound) task = tl::unexpected(sound.error());
    return task;
}

Result<void> TaskDecoder::read(const fb::PollTask& from, model::PollTask& task) {
    task.id = from.id();
    task.keeps_lookups = from.keeps_lookups();
    task.alive = from.alive();
    if (!readEnum(from.transport(), fb::Transport::MAX, task.transport)) return refuse("an unknown transport");
    if (!readAddress(*from.address(), task.address)) return refuse("an impossible address");
    if (!readPatience(*from.patience(), task)) return refuse("a time or a number of retries out of range");
    if (!readLearned(from, task.learned)) return refuse("impossible engine data or silent OIDs");
    if (!readMarks(from.held_lookups(), task.held_lookups)) return refuse("impossible marks of lookups");
    task.credentials = toldOrKnown(from.credentials(), from.credentials_number(), credentials_, readCredentials);
    if (!task.credentials) return refuse("impossible credentials");
    if (!readKeys(from, task)) return refuse("impossible keys");
    task.module_set = toldOrKnown(from.module_set(), from.module_set_number(), module_sets_, readModuleSet);
    if (!task.module_set) return refuse("an impossible module set");
    credentials_[from.credentials_number()] = task.credentials;
    module_sets_[from.module_set_number()] = task.module_set;
    return {};
}

}  // namespace snmpolld::ipc
