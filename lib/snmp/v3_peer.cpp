#include "snmp/v3_peer.hpp"

#include <algorithm>

namespace snmpolld::snmp {

namespace {

constexpr uint32_t kMaxTime = 0x7fffffff;

}  // namespace

Result<void> V3Peer::adopt(std::string_view engine_id, EngineClock clock, MonoTime seen, const model::LocalKeys& keys) {
    auto user = UsmUser::create(credentials_, keys, crypto_);
    if (!user) return tl::unexpected(user.error());
    user_.emplace(std::move(*user));
    engine_id_ = engine_id;
    setClock(clock, seen);
    return {};
}

void V3Peer::setClock(EngineClock clock, MonoTime seen) {
    clock_ = clock;
    seen_ = seen;
}

EngineClock V3Peer::clockAt(MonoTime now) const {
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - seen_).count();
    const uint64_t time = clock_.time + static_cast<uint64_t>(std::clamp<int64_t>(passed, 0, kMaxTime));
    return {clock_.boots, static_cast<uint32_t>(std::min<uint64_t>(time, kMaxTime))};
}

const std::string& V3Peer::contextEngineId() const {
    return credentials_.context_engine_id.empty() ? engine_id_ : credentials_.context_engine_id;
}

Bytes V3Peer::encode(const Request& request, MonoTime now, MessageRoom& room) const {
    const V3Peering peering{.engine_id = engine_id_,
                            .clock = clockAt(now),
                            .user = credentials_.username,
                            .context_engine_id = contextEngineId(),
                            .context_name = credentials_.context_name,
                            .max_message_size = max_message_size_};
    return encodeV3Request(peering, request, &user(), room);
}

Bytes V3Peer::encodeDiscovery(const Request& request, MessageRoom& room) const {
    return encodeV3Request({.max_message_size = max_message_size_}, request, nullptr, room);
}

bool V3Peer::isFrom(const RawMessage& message) const {
    return known() && message.engine_id == engine_id_ && message.user == credentials_.username;
}

bool V3Peer::matches(const RawMessage& response) const {
    if (!isFrom(response)) return false;
    if (((response.flags & kFlagAuth) != 0) != user().authenticates()) return false;
    if (((response.flags & kFlagPriv) != 0) != user().encrypts()) return false;
    return response.context_engine_id == contextEngineId() && response.context_name == credentials_.context_name;
}

void V3Peer::saveTo(model::Learned& learned) const {
    learned.engine_id = engine_id_;
    learned.engine_boots = clock_.boots;
    learned.engine_time = clock_.time;
    learned.engine_seen = seen_;
}

}  // namespace snmpolld::snmp
