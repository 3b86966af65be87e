#include "snmp/usm.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace snmpolld::snmp {

namespace {

Bytes bytesOf(const Secret& key) {
    return {reinterpret_cast<const uint8_t*>(key.reveal().data()), key.reveal().size()};
}

tl::unexpected<Error> noKey(std::string_view what) {
    return usageError("the " + std::string(what) + " key is missing or does not fit its algorithm");
}

tl::unexpected<Error> noProtocol(std::string_view what) {
    return usageError("the " + std::string(what) + " protocol is missing or not in this libcrypto");
}

void putNumber(uint8_t* to, uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        *to++ = static_cast<uint8_t>(value >> shift);
}

using Iv = std::array<uint8_t, UsmCrypto::kBlock>;

// RFC 3414 section 8.1.1.1: DES takes the second half of the key xor the salt; RFC 3826 section 3.1.2.1: AES takes
// boots, time, salt.
Iv makeIv(model::PrivProtocol protocol, const Secret& key, EngineClock clock, Bytes salt) {
    Iv iv{};
    if (protocol == model::PrivProtocol::DES) {
        std::ranges::transform(salt, bytesOf(key).subspan(8), iv.begin(), std::bit_xor<uint8_t>());
        return iv;
    }
    putNumber(iv.data(), clock.boots);
    putNumber(iv.data() + 4, clock.time);
    std::ranges::copy(salt, iv.begin() + 8);
    return iv;
}

// Takes the same time wherever they differ.
bool areEqual(Bytes a, Bytes b) {
    uint8_t differences = 0;
    for (size_t i = 0; i < a.size(); ++i)
        differences |= static_cast<uint8_t>(a[i] ^ b[i]);
    return differences == 0;
}

}  // namespace

Result<UsmUser> UsmUser::create(const model::Credentials& credentials, const model::LocalKeys& keys,
                                UsmCrypto& crypto) {
    UsmUser out(crypto);
    if (credentials.security_level == model::SecurityLevel::noAuthNoPriv) return out;
    if (const auto added = out.addAuth(credentials.auth_protocol, keys.auth); !added)
        return tl::unexpected(added.error());
    if (credentials.security_level == model::SecurityLevel::authNoPriv) return out;
    if (const auto added = out.addPriv(credentials.priv_protocol, keys.priv); !added)
        return tl::unexpected(added.error());
    return out;
}

Result<void> UsmUser::addAuth(model::AuthProtocol protocol, const Secret& key) {
    auth_ = protocol;
    if (!crypto_->has(auth_)) return noProtocol("authentication");
    auth_key_ = key;
    if (auth_key_.reveal().size() < UsmCrypto::hashSize(auth_)) return noKey("authentication");
    return {};
}

Result<void> UsmUser::addPriv(model::PrivProtocol protocol, const Secret& key) {
    priv_ = protocol;
    if (!crypto_->has(priv_)) return noProtocol("privacy");
    priv_key_ = key;
    if (priv_key_.reveal().size() < UsmCrypto::keySize(priv_)) return noKey("privacy");
    return {};
}

// RFC 3414 sections 6.3.1 and 7.3.1, RFC 7860 section 4.1.
size_t UsmUser::digestSize() const {
    static constexpr std::array<size_t, 7> kSizes{0, 12, 12, 16, 24, 32, 48};
    return kSizes[static_cast<size_t>(auth_)];
}

bool UsmUser::sign(Bytes message, std::span<uint8_t> place) const {
    UsmCrypto::Digest digest;
    if (!crypto_->hmac(auth_, bytesOf(auth_key_), {message}, digest)) return false;
    std::copy_n(digest.begin(), place.size(), place.begin());
    return true;
}

bool UsmUser::encrypt(std::span<uint8_t> scoped_pdu, EngineClock clock, const Salt& salt) const {
    const Iv iv = makeIv(priv_, priv_key_, clock, salt);
    return crypto_->encrypt(priv_, bytesOf(priv_key_), iv, scoped_pdu);
}

bool UsmUser::isAuthentic(const RawMessage& message, Bytes datagram) const {
    if (message.size < datagram.size() && message.size > 0) datagram = datagram.first(message.size);
    static constexpr UsmCrypto::Digest kZeros{};
    const size_t size = digestSize();
    if (size == 0 || message.digest.size() != size) return false;
    const auto place = static_cast<size_t>(message.digest.data() - datagram.data());
    UsmCrypto::Digest digest;
    const bool made =
        crypto_->hmac(auth_, bytesOf(auth_key_),
                      {datagram.first(place), Bytes(kZeros).first(size), datagram.subspan(place + size)}, digest);
    return made && areEqual(message.digest, Bytes(digest).first(size));
}

bool UsmUser::decrypt(const RawMessage& message, std::span<uint8_t> in_place) const {
    if (!encrypts() || in_place.empty() || message.salt.size() != UsmCrypto::kSalt) return false;
    const Iv iv = makeIv(priv_, priv_key_, {message.engine_boots, message.engine_time}, message.salt);
    return crypto_->decrypt(priv_, bytesOf(priv_key_), iv, in_place);
}

}  // namespace snmpolld::snmp
