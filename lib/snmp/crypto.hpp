// UsmCrypto: the hashes and ciphers of SNMPv3's User-based Security Model (RFC 3414, RFC 3826, RFC 7860), from OpenSSL.
// One for all exchanges of an engine, made before the sandbox closes: algorithms are looked up once and their contexts
// used again, which is most of what a message costs less than with a look-up for each. It knows no message and no user.
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

    // Octets of the hash; 0 for none.
    static size_t hashSize(model::AuthProtocol protocol);
    // Whether this libcrypto has it.
    bool has(model::AuthProtocol protocol) const;
    bool has(model::PrivProtocol protocol) const;

    // All of the parts, one after the other. False, here and below: libcrypto cannot.
    bool hash(model::AuthProtocol protocol, std::initializer_list<Bytes> parts, Digest& out);
    bool hmac(model::AuthProtocol protocol, Bytes key, std::initializer_list<Bytes> parts, Digest& out);

    // The key and the IV are as long as the protocol wants them, or longer. DES: whole blocks of 8 octets.
    bool encrypt(model::PrivProtocol protocol, Bytes key, Bytes iv, std::span<uint8_t> in_place);
    bool decrypt(model::PrivProtocol protocol, Bytes key, Bytes iv, std::span<uint8_t> in_place);

    // Never the same twice: workers that share a key begin at random places in 2^64.
    std::array<uint8_t, kSalt> nextSalt();

  private:
    struct Contexts;
    bool cipher(model::PrivProtocol protocol, Bytes key, Bytes iv, std::span<uint8_t> in_place, bool encrypting);

    std::unique_ptr<Contexts> contexts_;
    uint64_t salt_ = 0;
};

}  // namespace snmpolld::snmp
