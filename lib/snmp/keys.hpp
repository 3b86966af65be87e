// Derives keys from passphrases (RFC 3414 A.2), once per credential in the process that loads the config. Each takes
// about 4 ms. Net-SNMP does not have to be initialised.
#pragma once

#include "base/result.hpp"
#include "model/credentials.hpp"

namespace snmpolld::snmp {

// Fills in auth_key and priv_key, as far as the security level needs them, and wipes the passphrases. Errors: a
// passphrase has fewer than 8 characters; this libnetsnmp does not have an algorithm.
Result<void> deriveKeys(model::Credentials& credentials);

}  // namespace snmpolld::snmp
