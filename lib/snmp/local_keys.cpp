#include "snmp/local_keys.hpp"

namespace snmpolld::snmp {

namespace {

// Everything that the key depends on.
std::string nameOf(const model::Credentials& credentials, std::string_view engine_id) {
    std::string out;
    out += static_cast<char>(credentials.auth_protocol);
    out += static_cast<char>(credentials.priv_protocol);
    out += static_cast<char>(engine_id.size());
    out += engine_id;
    out += credentials.priv_key.reveal();
    return out;
}

}  // namespace

const Secret* LocalKeys::find(const model::Credentials& credentials, std::string_view engine_id) const {
    const auto entry = keys_.find(nameOf(credentials, engine_id));
    return entry == keys_.end() ? nullptr : &entry->second;
}

void LocalKeys::keep(const model::Credentials& credentials, std::string_view engine_id, std::string_view key) {
    if (keys_.size() >= kMax) keys_.clear();
    keys_.insert_or_assign(nameOf(credentials, engine_id), Secret(key));
}

}  // namespace snmpolld::snmp
