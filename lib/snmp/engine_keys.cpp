#include "snmp/engine_keys.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::snmp {

EngineKeys::EngineKeys(const model::PollTask& task) : needed_(model::needsKeys(*task.credentials)) {
    for (const model::LocalKeys& keys : task.keys)
        kept_.push_back({.keys = keys, .is_here = true});
}

const EngineKeys::Kept* EngineKeys::keptOf(std::string_view engine_id) const {
    const auto kept = std::ranges::find(kept_, engine_id, [](const Kept& one) { return one.keys.engine_id; });
    return kept == kept_.end() ? nullptr : &*kept;
}

const model::LocalKeys* EngineKeys::find(std::string_view engine_id) const {
    static const model::LocalKeys kNone;
    if (!needed_) return &kNone;
    const Kept* const kept = keptOf(engine_id);
    return kept == nullptr || !kept->is_here ? nullptr : &kept->keys;
}

bool EngineKeys::wereRefused(std::string_view engine_id) const {
    const Kept* const kept = keptOf(engine_id);
    return kept != nullptr && kept->refused;
}

void EngineKeys::await(Awaited engine) {
    if (keptOf(engine.engine_id) == nullptr) {
        kept_.push_back({.keys = {.engine_id = engine.engine_id}});
        wanted_ = engine.engine_id;
    }
    awaited_ = std::move(engine);
}

std::optional<std::string> EngineKeys::takeWanted() {
    return std::exchange(wanted_, std::nullopt);
}

std::optional<EngineKeys::Awaited> EngineKeys::take(const model::KeyAnswer& answer) {
    const auto kept =
        std::ranges::find(kept_, answer.keys.engine_id, [](const Kept& one) { return one.keys.engine_id; });
    if (kept == kept_.end() || kept->is_here) return std::nullopt;
    *kept = {.keys = answer.keys, .refused = answer.refused, .is_here = !answer.refused};
    if (!awaited_ || awaited_->engine_id != answer.keys.engine_id) return std::nullopt;
    return std::exchange(awaited_, std::nullopt);
}

}  // namespace snmpolld::snmp
