// Reads certificates and private keys as files have them (PEM), and says in a sentence what is wrong with them. Uses
// libcrypto; opens no file and no socket.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace snmpolld::certs {

// A server's certificate with those that lead to its authority.
struct Chain {
    std::string pem{};      // these certificates and nothing else
    std::string subject{};  // of the one that ends first
    WallTime not_before{};  // when all of them hold
    WallTime not_after{};
};

struct PrivateKey {
    Secret pem{};  // PKCS #8, in clear
    bool is_rsa = false;
};

// What surrounds the certificates is left out.
Result<Chain> readChain(std::string_view pem);

// Errors: no key, an encrypted one, a kind that TLS libraries do not have in common, or that of another certificate
// than the first of the chain.
Result<PrivateKey> readKey(std::string_view pem, const Chain& chain);

// "expired on 2026-01-02T03:04:05.000Z", or "" if there is nothing to say: what is to be said of the chain's time.
std::string troubleWithTime(const Chain& chain, WallTime now);

}  // namespace snmpolld::certs
