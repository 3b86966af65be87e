// The keys of users at engines: Ku localised (RFC 3414 A.2), and extended where a privacy protocol needs more octets
// than the hash has. Localising takes a fraction of a microsecond and is done for each exchange. Reeder's extension
// (AES192C and AES256C with MD5, SHA or SHA224) hashes a megabyte, which takes 4 ms, so LocalKeys remembers its
// results.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/secret.hpp"
#include "model/credentials.hpp"
#include "snmp/crypto.hpp"

namespace snmpolld::snmp {

class LocalKeys {
  public:
    static constexpr size_t kMax = 4096;

    // Null when it is not remembered. Valid until the next keep().
    const Secret* find(const model::Credentials& credentials, std::string_view engine_id) const;

    // Forgets all others first when kMax are remembered.
    void keep(const model::Credentials& credentials, std::string_view engine_id, const Secret& key);

    size_t size() const { return keys_.size(); }

  private:
    std::unordered_map<std::string, Secret> keys_;
};

// Both are empty when the Ku is shorter than its hash or the engine ID is empty.
Secret localAuthKey(const model::Credentials& credentials, std::string_view engine_id, UsmCrypto& crypto);
Secret localPrivKey(const model::Credentials& credentials, std::string_view engine_id, UsmCrypto& crypto,
                    LocalKeys& keys);

}  // namespace snmpolld::snmp
