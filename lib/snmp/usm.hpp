// UsmUser: one SNMPv3 user at one engine: the user's keys there (RFC 3414 A.2, 2.6), and how
// they sign, check, encrypt and decrypt a message (RFC 3414 sections 6 and 8, RFC 3826, RFC 7860). Users share nothing:
// two devices with one engine ID and user name, or two exchanges with one device, never see each other's keys or clock.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "model/credentials.hpp"
#include "model/local_keys.hpp"
#include "snmp/ber.hpp"
#include "snmp/crypto.hpp"

namespace snmpolld::snmp {

// The engine's clock as messages carry it.
struct EngineClock {
    uint32_t boots = 0;
    uint32_t time = 0;
};

class UsmUser {
  public:
    using Salt = std::array<uint8_t, UsmCrypto::kSalt>;

    // Borrows crypto. Errors: a protocol or key that the security level needs is missing, or a key is too short.
    static Result<UsmUser> create(const model::Credentials& credentials, const model::LocalKeys& keys,
                                  UsmCrypto& crypto);

    bool authenticates() const { return auth_ != model::AuthProtocol::none; }
    bool encrypts() const { return priv_ != model::PrivProtocol::none; }
    // The length of msgAuthenticationParameters.
    size_t digestSize() const;
    // To be encrypted, a scopedPDU must be a multiple of this long.
    size_t blockSize() const { return priv_ == model::PrivProtocol::DES ? 8 : 1; }

    // Writes the digest of `message` to `place`, which is a part of it and all zero. This and the functions below
    // return false when libcrypto fails.
    bool sign(Bytes message, std::span<uint8_t> place) const;
    bool encrypt(std::span<uint8_t> scoped_pdu, EngineClock clock, const Salt& salt) const;
    Salt nextSalt() const { return crypto_->nextSalt(); }

    // Whether the digest of the message is right; `datagram` is what it was read from.
    bool isAuthentic(const RawMessage& message, Bytes datagram) const;
    // Decrypts `in_place`, a copy of the message's ciphertext. Success does not mean that the key was right.
    bool decrypt(const RawMessage& message, std::span<uint8_t> in_place) const;

  private:
    explicit UsmUser(UsmCrypto& crypto) : crypto_(&crypto) {}

    Result<void> addAuth(model::AuthProtocol protocol, const Secret& key);
    Result<void> addPriv(model::PrivProtocol protocol, const Secret& key);

    UsmCrypto* crypto_;
    model::AuthProtocol auth_ = model::AuthProtocol::none;
    model::PrivProtocol priv_ = model::PrivProtocol::none;
    Secret auth_key_;
    Secret priv_key_;
};

}  // namespace snmpolld::snmp
