// Makes the keys of users at engines: Ku localised (RFC 3414 A.2), and extended where a privacy protocol needs more
// octets than the hash has. Called in the supervisor, which has the Ku; a worker gets the result. Localising takes a
// microsecond. Reeder's extension (AES192C and AES256C with MD5, SHA or SHA224) hashes a megabyte, which takes 4 ms.
#pragma once

#include <string>
#include <string_view>

#include "model/credentials.hpp"
#include "model/local_keys.hpp"
#include "snmp/crypto.hpp"

namespace snmpolld::snmp {

// As far as the security level needs them. A key is empty if the Ku is shorter than its hash or the engine ID is empty.
model::LocalKeys localKeys(const model::Credentials& credentials, std::string_view engine_id, UsmCrypto& crypto);

// Whether making the keys includes Reeder's extension.
bool localKeysTakeLong(const model::Credentials& credentials);

}  // namespace snmpolld::snmp
