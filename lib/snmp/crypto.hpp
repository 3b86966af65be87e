// UsmCrypto: the hashes and ciphers of SNMPv3's User-based Security Model (RFC 3414, RFC 3826, RFC 7860), from OpenSSL.
// All exchanges of an engine share one, made before the sandbox closes, because OpenSSL reads its configuration then.
// It looks an algorithm up at its first use and uses its context again: a look-up costs more than the work on a
// message, and the first look-up as much as fifty polls. It knows nothing of messages and users.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>

#include "model/credentials.hpp"
#include "snmp/ber.hpp"

namespace snmpolld::snmp {

class UsmCrypto {
  public:
    static constexpr size_t kMaxDigest = 64;
    static constexpr size_t kSalt = 8;
    static constexpr size_t kBlock = 16;  // an AES block, the longest IV
    using Digest = std::array<uint8_t, kMaxDigest>;

    UsmCrypto();
    ~UsmCrypto();
    UsmCrypto(const UsmCrypto&) = delete;
    UsmCrypto& operator=(const UsmCrypto&) = delete;

    // The length of the hash in octets; 0 for none.
    static size_t hashSize(model::AuthProtocol protocol);
    // The length of the user's key in octets; 0 for none.
    static size_t keySize(model::PrivProtocol protocol);
    // Whether this libcrypto has the protocol.
    bool has(model::AuthProtocol protocol) const;
    bool has(model::PrivProtocol protocol) const;

    // Over all parts, one after the other; leaves nothing of them behind. This and the functions below return false
    // when libcrypto fails.
    bool hash(model::AuthProtocol protocol, std::initializer_list<Bytes> parts, Digest& out);
    bool hmac(model::AuthProtocol protocol, Bytes key, std::initializer_list<Bytes> parts, Digest& out);

    // The key and the IV are at least as long as the protocol requires. With DES, `in_place` is whole blocks of 8
    // octets.
    bool encrypt(model::PrivProtocol protocol, Bytes key, Bytes iv, std::span<uint8_t> in_place);
    bool decrypt(model::PrivProtocol protocol, Bytes key, Bytes iv, std::span<uint8_t> in_place);

    // Overwrites the keys that were used since the last call: OpenSSL's contexts keep one each.
    void forgetKeys();

    // Never the same twice, even among workers that share a key: each begins at a random place in 2^64.
    std::array<uint8_t, kSalt> nextSalt();

  private:
    struct Contexts;
    bool cipher(model::PrivProtocol protocol, Bytes key, Bytes iv, std::span<uint8_t> in_place, bool encrypting);

    std::unique_ptr<Contexts> contexts_;
    uint32_t used_macs_ = 0;  // since forgetKeys(): a bit for each protocol; likewise
    uint32_t used_ciphers_ = 0;
    uint64_t salt_ = 0;
};

}  // namespace snmpolld::snmp
