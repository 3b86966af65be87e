#include "supervisor/resyncs.hpp"

#include "base/log.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr double kTimeWindow = 150;  // seconds

}  // namespace

std::string_view resyncName(Resync why) {
    switch (why) {
        case Resync::reboot:
            return "reboot";
        case Resync::new_engine:
            return "new_engine";
        case Resync::clock:
            return "clock";
    }
    return "?";
}

std::optional<Resync> resyncBetween(const model::Learned& before, const model::Learned& after) {
    if (before.engine_id.empty() || after.engine_id.empty()) return std::nullopt;
    if (before.engine_id != after.engine_id) return Resync::new_engine;
    if (before.engine_boots != after.engine_boots) return Resync::reboot;
    const double expected = before.engine_time + toSeconds(after.engine_seen - before.engine_seen);
    const double off = after.engine_time - expected;
    return off > kTimeWindow || off < -kTimeWindow ? std::optional(Resync::clock) : std::nullopt;
}

void keepLaterEngine(const model::Learned& known, model::Learned& learned, MonoTime now) {
    if (learned.engine_seen >= known.engine_seen || known.engine_seen > now) return;
    learned.engine_id = known.engine_id;
    learned.engine_boots = known.engine_boots;
    learned.engine_time = known.engine_time;
    learned.engine_seen = known.engine_seen;
}

void Resyncs::note(std::string_view host, const model::Learned& before, const model::Learned& after) {
    const auto why = resyncBetween(before, after);
    if (!why) return;
    ++counts_[static_cast<size_t>(*why)];
    log::info("engine_resynced", {{"host", host}, {"reason", resyncName(*why)}});
}

}  // namespace snmpolld::supervisor
