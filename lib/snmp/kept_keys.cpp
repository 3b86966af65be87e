#include "snmp/kept_keys.hpp"

namespace snmpolld::snmp {

const model::LocalKeys* KeptKeys::find(const Owner& credentials, std::string_view engine_id) const {
    const auto owned = kept_.find(credentials);
    if (owned == kept_.end()) return nullptr;
    const auto keys = owned->second.find(std::string(engine_id));
    return keys == owned->second.end() ? nullptr : &keys->second;
}

void KeptKeys::keep(const Owner& credentials, const model::LocalKeys& keys) {
    if (size_ >= most_) {
        kept_.clear();
        size_ = 0;
    }
    size_ += kept_[credentials].insert_or_assign(keys.engine_id, keys).second ? 1 : 0;
}

void KeptKeys::forgetGone() {
    for (auto owned = kept_.begin(); owned != kept_.end();) {
        if (!owned->first.expired()) {
            ++owned;
            continue;
        }
        size_ -= owned->second.size();
        owned = kept_.erase(owned);
    }
}

}  // namespace snmpolld::snmp
