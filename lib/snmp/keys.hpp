// Passphrases to keys (RFC 3414 A.2): once per credential, about 4 ms each, in the process that loads the config. Needs
// no initialised library.
#pragma once

#include "base/result.hpp"
#include "model/credentials.hpp"

namespace snmpolld::snmp {

// Fills auth_key and priv_key from the passphrases as far as the security level needs them and wipes the passphrases.
// Errors: a passphrase shorter than 8 characters, an algorithm that this libnetsnmp does not have.
Result<void> deriveKeys(model::Credentials& credentials);

}  // namespace snmpolld::snmp
