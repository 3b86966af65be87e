#include "supervisor/engines.hpp"

#include <utility>

namespace snmpolld::supervisor {

bool Engines::isIn(const Known& known, std::string_view engine_id, const model::Address& address) {
    const auto engine = known.find(engine_id);
    if (engine == known.end()) return false;
    return engine->second.first == address || engine->second.others.contains(address);
}

void Engines::note(std::string_view engine_id, const model::Address& address) {
    if (isIn(known_, engine_id, address)) return;
    if (noted_ >= most_) {
        before_ = std::exchange(known_, {});
        noted_ = 0;
    }
    ++noted_;
    const auto engine = known_.find(engine_id);
    if (engine == known_.end())
        known_.emplace(engine_id, Places{.first = address, .others = {}});
    else
        engine->second.others.insert(address);
}

bool Engines::isAt(std::string_view engine_id, const model::Address& address) const {
    return isIn(known_, engine_id, address) || isIn(before_, engine_id, address);
}

bool Engines::isKnown(std::string_view engine_id) const {
    return known_.contains(engine_id) || before_.contains(engine_id);
}

}  // namespace snmpolld::supervisor
