// LocalKeys: localised privacy keys that are dear to make. The Reeder extension of AES192C and AES256C hashes a
// megabyte (4 ms) per engine, so a worker keeps the last of them; every other key is made again for each poll (under 1
// us).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/secret.hpp"
#include "model/credentials.hpp"

namespace snmpolld::snmp {

class LocalKeys {
  public:
    static constexpr size_t kMax = 4096;

    // Whether keys of this kind are kept at all.
    static bool isDear(model::PrivProtocol protocol) {
        return protocol == model::PrivProtocol::AES192C || protocol == model::PrivProtocol::AES256C;
    }

    // Null when it is not there. Valid until the next keep().
    const Secret* find(const model::Credentials& credentials, std::string_view engine_id) const;

    // Forgets all others when there are too many.
    void keep(const model::Credentials& credentials, std::string_view engine_id, std::string_view key);

    size_t size() const { return keys_.size(); }

  private:
    std::unordered_map<std::string, Secret> keys_;
};

}  // namespace snmpolld::snmp
