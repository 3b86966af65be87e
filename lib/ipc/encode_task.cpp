// Turns tasks into frames. What the wire does not allow is clamped here.
#include <algorithm>

#include "ipc/learned.hpp"
#include "ipc/task_filters.hpp"
#include "ipc/worker_codec.hpp"
#include "ipc/worker_encoding.hpp"
#include "ipc/worker_identifiers.hpp"

namespace snmpolld::ipc {

namespace {

flatbuffers::Offset<fb::Credentials> encodeCredentials(Builder& builder, const model::Credentials& from) {
    const Bytes community = bytes(builder, from.community.reveal());
    const Bytes username = bytes(builder, from.username);
    const Bytes context_name = bytes(builder, from.context_name);
    const Bytes context_engine_id = bytes(builder, from.context_engine_id);
    const Bytes engine_id = bytes(builder, from.engine_id);
    return fb::CreateCredentials(builder, static_cast<fb::Version>(from.version), community, username,
                                 static_cast<fb::SecurityLevel>(from.security_level),
                                 static_cast<fb::AuthProtocol>(from.auth_protocol),
                                 static_cast<fb::PrivProtocol>(from.priv_protocol), context_name, context_engine_id,
                                 engine_id, from.quirks.bits());
}

flatbuffers::Offset<fb::LocalKeys> encodeKeys(Builder& builder, const model::LocalKeys& from) {
    const Bytes auth = bytes(builder, from.auth.reveal());
    const Bytes priv = bytes(builder, from.priv.reveal());
    return fb::CreateLocalKeys(builder, auth, priv);
}

fb::Address encodeAddress(const model::Address& from) {
    return fb::Address(flatbuffers::span<const uint8_t, 16>(from.bytes), from.scope, from.port,
                       static_cast<fb::Family>(from.family));
}

// The sub-identifiers of OIDs, one OID after the other, as in fb::ModuleSet.
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

// The settings in the form of fb::ModuleSet.
struct WireSettings {
    std::vector<int64_t> numbers{};
    std::string texts{};

    template <typename T>
    requires std::is_arithmetic_v<T>
    void add(T value) { numbers.push_back(static_cast<int64_t>(value)); }
    void add(Duration value) { numbers.push_back(toWire(value)); }
    void add(model::Quirks value) { numbers.push_back(value.bits()); }
    void add(std::string_view value) {
        const std::string_view text = value.substr(0, kMaxText);
        numbers.push_back(static_cast<int64_t>(text.size()));
        texts += text;
    }
};

WireSettings wireSettings(const model::RequestSettings& settings) {
    WireSettings out;
    model::forEachRequestSetting([&](const model::Setting&, const auto& value) { out.add(value); }, settings);
    return out;
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
    const WireSettings wire = wireSettings(set.requests);
    const auto settings = builder.CreateVector(wire.numbers);
    const Bytes texts = bytes(builder, wire.texts);
    return fb::CreateModuleSet(builder, get_sizes, walk_sizes, sub_ids, settings, texts, lookup_sizes, filters);
}

// Whether both are the same object. One that was made later at the same address is not.
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
    const bool has_keys = !task.keys.empty();
    const auto keys = has_keys ? encodeKeys(builder, task.keys.front()) : 0;
    const Bytes confirms = bytes(builder, task.confirms);
    const LearnedParts learned = encodeLearned(builder, task.learned);
    const fb::Address address = encodeAddress(task.address);
    const fb::Patience patience(toWire(task.timeout), toWire(task.timeout_min), toWire(task.deadline),
                                toWire(task.detours), static_cast<uint32_t>(std::max(task.retries, 0)));
    const auto held = encodeMarks(task.held_lookups);
    appendFrame(builder,
                fb::CreatePollTask(builder, task.id, static_cast<fb::Transport>(task.transport), &address, &patience,
                                   credentials_number, credentials, set_number, module_set, pointerTo(learned.numbers),
                                   learned.engine_id, task.keeps_lookups, pointerTo(held), learned.silent, task.alive,
                                   keys, confirms),
                kTaskIdentifier, out);
    told_credentials_ = true;
    if (fresh_credentials || has_keys) wipeFinished(builder);
}

void TaskEncoder::forget(std::string& out) {
    Builder& builder = cleanBuilder();
    appendFrame(builder, fb::CreateForget(builder), kForgetIdentifier, out);
    credentials_ = {};
    told_credentials_ = false;
}

void TaskEncoder::forgetGone(std::string& out) {
    std::vector<uint8_t> gone;
    for (size_t i = 0; i < kNumbers; ++i) {
        auto& told = credentials_.things[i];
        const bool was_told = told.owner_before(std::weak_ptr<const model::Credentials>()) ||
                              std::weak_ptr<const model::Credentials>().owner_before(told);
        if (!was_told || !told.expired()) continue;
        told = {};
        gone.push_back(static_cast<uint8_t>(i));
    }
    if (gone.empty()) return;
    Builder& builder = cleanBuilder();
    appendFrame(builder, fb::CreateForgetDirect(builder, &gone), kForgetIdentifier, out);
}

void encodeKeyAnswer(const model::KeyAnswer& answer, std::string& out) {
    Builder& builder = cleanBuilder();
    const Bytes engine_id = bytes(builder, answer.keys.engine_id);
    const auto keys = answer.refused ? 0 : encodeKeys(builder, answer.keys);
    appendFrame(builder, fb::CreateKeyAnswer(builder, answer.task_id, engine_id, keys), kKeyAnswerIdentifier, out);
    wipeFinished(builder);
}

}  // namespace snmpolld::ipc
