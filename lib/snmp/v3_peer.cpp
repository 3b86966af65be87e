#include "snmp/v3_peer.hpp"

#include <algorithm>

namespace snmpolld::snmp {

namespace {

constexpr uint32_t kMaxTime = 0x7fffffff;

}  // namespace

Result<void> V3Peer::recall(const model::Learned& learned, MonoTime now) {
    const std::string& id = pinned() ? credentials_.engine_id : learned.engine_id;
    if (id.empty()) return {};
    const bool clock_known = id == learned.engine_id;
    const EngineClock clock = clock_known ? EngineClock{learned.engine_boots, learned.engine_time} : EngineClock{};
    return adopt(id, clock, clock_known ? learned.engine_seen : now);
}

Result<void> V3Peer::adopt(std::string_view engine_id, EngineClock clock, MonoTime now) {
    auto user = UsmUser::create(credentials_, engine_id, keys_);
    if (!user) return tl::unexpected(user.error());
    user_.emplace(std::move(*user));
    engine_id_ = engine_id;
    session_.setEngine(engine_id_,
                       credentials_.context_engine_id.empty() ? engine_id_ : credentials_.context_engine_id);
    setClock(clock, now);
    return {};
}

void V3Peer::setClock(EngineClock clock, MonoTime now) {
    clock_ = clock;
    seen_ = now;
}

EngineClock V3Peer::clockAt(MonoTime now) const {
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - seen_).count();
    const uint64_t time = clock_.time + static_cast<uint64_t>(std::clamp<int64_t>(passed, 0, kMaxTime));
    return {clock_.boots, static_cast<uint32_t>(std::min<uint64_t>(time, kMaxTime))};
}

void V3Peer::saveTo(model::Learned& learned) const {
    learned.engine_id = engine_id_;
    learned.engine_boots = clock_.boots;
    learned.engine_time = clock_.time;
    learned.engine_seen = seen_;
}

}  // namespace snmpolld::snmp
