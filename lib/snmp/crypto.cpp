#include "snmp/crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <unistd.h>
#ifdef __APPLE__
#include <sys/random.h>
#endif

#include <algorithm>
#include <bit>
#include <utility>

#include "base/panic.hpp"
#include "base/secret.hpp"

namespace snmpolld::snmp {

namespace {

constexpr size_t kAuthProtocols = 7;
constexpr size_t kPrivProtocols = 7;
constexpr size_t kDesKey = 8;
constexpr size_t kMaxCipherKey = 32;

// In the order of model::AuthProtocol and model::PrivProtocol. OpenSSL 3 has no DES without the legacy provider; triple
// DES with the same key three times is the same cipher.
constexpr std::array<const char*, kAuthProtocols> kHashes{nullptr,  "MD5",    "SHA1",  "SHA224",
                                                          "SHA256", "SHA384", "SHA512"};
constexpr std::array<const char*, kPrivProtocols> kCiphers{nullptr,       "DES-EDE3-CBC", "AES-128-CFB", "AES-192-CFB",
                                                           "AES-256-CFB", "AES-192-CFB",  "AES-256-CFB"};

template <auto free>
struct Freed {
    void operator()(auto* object) const noexcept { free(object); }
};
using Hash = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Mac = std::unique_ptr<EVP_MAC_CTX, Freed<EVP_MAC_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;

Hash makeHash(const char* name) {
    const std::unique_ptr<EVP_MD, Freed<EVP_MD_free>> algorithm(EVP_MD_fetch(nullptr, name, nullptr));
    Hash out(algorithm == nullptr ? nullptr : EVP_MD_CTX_new());
    if (out != nullptr && EVP_DigestInit_ex2(out.get(), algorithm.get(), nullptr) != 1) out.reset();
    return out;
}

Mac makeMac(const char* name) {
    const std::unique_ptr<EVP_MAC, Freed<EVP_MAC_free>> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    Mac out(hmac == nullptr ? nullptr : EVP_MAC_CTX_new(hmac.get()));
    const std::array<OSSL_PARAM, 2> digest{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(name), 0),
        OSSL_PARAM_construct_end()};
    if (out != nullptr && EVP_MAC_CTX_set_params(out.get(), digest.data()) != 1) out.reset();
    return out;
}

Cipher makeCipher(const char* name) {
    const std::unique_ptr<EVP_CIPHER, Freed<EVP_CIPHER_free>> algorithm(EVP_CIPHER_fetch(nullptr, name, nullptr));
    Cipher out(algorithm == nullptr ? nullptr : EVP_CIPHER_CTX_new());
    if (out == nullptr) return out;
    if (EVP_CipherInit_ex2(out.get(), algorithm.get(), nullptr, nullptr, 1, nullptr) != 1) return nullptr;
    if (EVP_CIPHER_get_block_size(algorithm.get()) > 1) EVP_CIPHER_CTX_set_padding(out.get(), 0);
    return out;
}

// The context of one protocol, looked up when it is first used. Null for none, and if this libcrypto does not have it.
template <typename Context, size_t size>
auto* contextOf(std::array<Context, size>& contexts, const std::array<const char*, size>& names, size_t protocol,
                Context (*make)(const char*)) {
    Context& context = contexts[protocol];
    if (context == nullptr && names[protocol] != nullptr) context = make(names[protocol]);
    return context.get();
}

template <typename Protocol>
uint32_t bitOf(Protocol protocol) {
    return 1U << static_cast<unsigned>(protocol);
}

size_t lowestIn(uint32_t bits) {
    return static_cast<size_t>(std::countr_zero(bits));
}

// A context keeps the digest, which may be a key, and the last block.
bool scrub(EVP_MD_CTX* context) {
    static constexpr std::array<uint8_t, 256> kZeros{};
    UsmCrypto::Digest digest;
    return EVP_DigestInit_ex2(context, nullptr, nullptr) == 1 &&
           EVP_DigestUpdate(context, kZeros.data(), kZeros.size()) == 1 &&
           EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1;
}

}  // namespace

struct UsmCrypto::Contexts {
    EVP_MD_CTX* hash(model::AuthProtocol protocol) {
        return contextOf(hashes, kHashes, static_cast<size_t>(protocol), makeHash);
    }
    EVP_MAC_CTX* mac(model::AuthProtocol protocol) {
        return contextOf(macs, kHashes, static_cast<size_t>(protocol), makeMac);
    }
    EVP_CIPHER_CTX* cipher(model::PrivProtocol protocol) {
        return contextOf(ciphers, kCiphers, static_cast<size_t>(protocol), makeCipher);
    }

    std::array<Hash, kAuthProtocols> hashes;
    std::array<Mac, kAuthProtocols> macs;
    std::array<Cipher, kPrivProtocols> ciphers;
};

UsmCrypto::UsmCrypto() : contexts_(std::make_unique<Contexts>()) {
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, nullptr);  // it also loads the providers that the file names
    if (::getentropy(&salt_, sizeof salt_) != 0) panic("the system has no random numbers");
}

UsmCrypto::~UsmCrypto() = default;

size_t UsmCrypto::hashSize(model::AuthProtocol protocol) {
    static constexpr std::array<size_t, kAuthProtocols> kSizes{0, 16, 20, 28, 32, 48, 64};
    return kSizes[static_cast<size_t>(protocol)];
}

size_t UsmCrypto::keySize(model::PrivProtocol protocol) {
    static constexpr std::array<size_t, kPrivProtocols> kSizes{0, 16, 16, 24, 32, 24, 32};  // DES: half is for the IV
    return kSizes[static_cast<size_t>(protocol)];
}

bool UsmCrypto::has(model::AuthProtocol protocol) const {
    return contexts_->mac(protocol) != nullptr;
}

bool UsmCrypto::has(model::PrivProtocol protocol) const {
    return contexts_->cipher(protocol) != nullptr;
}

bool UsmCrypto::hash(model::AuthProtocol protocol, std::initializer_list<Bytes> parts, Digest& out) {
    EVP_MD_CTX* const context = contexts_->hash(protocol);
    if (context == nullptr || EVP_DigestInit_ex2(context, nullptr, nullptr) != 1) return false;
    for (const Bytes part : parts)
        if (EVP_DigestUpdate(context, part.data(), part.size()) != 1) return false;
    return EVP_DigestFinal_ex(context, out.data(), nullptr) == 1 && scrub(context);
}

bool UsmCrypto::hmac(model::AuthProtocol protocol, Bytes key, std::initializer_list<Bytes> parts, Digest& out) {
    EVP_MAC_CTX* const context = contexts_->mac(protocol);
    used_macs_ |= bitOf(protocol);
    if (context == nullptr || EVP_MAC_init(context, key.data(), key.size(), nullptr) != 1) return false;
    for (const Bytes part : parts)
        if (EVP_MAC_update(context, part.data(), part.size()) != 1) return false;
    size_t length = 0;
    return EVP_MAC_final(context, out.data(), &length, out.size()) == 1;
}

bool UsmCrypto::encrypt(model::PrivProtocol protocol, Bytes key, Bytes iv, std::span<uint8_t> in_place) {
    return cipher(protocol, key, iv, in_place, true);
}

bool UsmCrypto::decrypt(model::PrivProtocol protocol, Bytes key, Bytes iv, std::span<uint8_t> in_place) {
    return cipher(protocol, key, iv, in_place, false);
}

bool UsmCrypto::cipher(model::PrivProtocol protocol, Bytes key, Bytes iv, std::span<uint8_t> in_place,
                       bool encrypting) {
    EVP_CIPHER_CTX* const context = contexts_->cipher(protocol);
    if (context == nullptr) return false;
    used_ciphers_ |= bitOf(protocol);
    std::array<uint8_t, kMaxCipherKey> three{};
    if (protocol == model::PrivProtocol::DES) {
        for (size_t i = 0; i < 3; ++i)
            std::ranges::copy(key.first(kDesKey), three.begin() + static_cast<ptrdiff_t>(i * kDesKey));
        key = three;
    }
    int length = 0;
    const bool done =
        EVP_CipherInit_ex2(context, nullptr, key.data(), iv.data(), encrypting ? 1 : 0, nullptr) == 1 &&
        EVP_CipherUpdate(context, in_place.data(), &length, in_place.data(), static_cast<int>(in_place.size())) == 1 &&
        length == static_cast<int>(in_place.size());
    wipeMemory(three.data(), three.size());
    return done;
}

void UsmCrypto::forgetKeys() {
    static constexpr std::array<uint8_t, kMaxDigest> kZeros{};
    for (uint32_t left = std::exchange(used_macs_, 0); left != 0; left &= left - 1)
        if (const Mac& mac = contexts_->macs[lowestIn(left)])
            EVP_MAC_init(mac.get(), kZeros.data(), kZeros.size(), nullptr);
    for (uint32_t left = std::exchange(used_ciphers_, 0); left != 0; left &= left - 1)
        if (const Cipher& cipher = contexts_->ciphers[lowestIn(left)])
            EVP_CipherInit_ex2(cipher.get(), nullptr, kZeros.data(), kZeros.data(), 1, nullptr);
}

std::array<uint8_t, UsmCrypto::kSalt> UsmCrypto::nextSalt() {
    std::array<uint8_t, kSalt> out;
    const uint64_t value = salt_++;
    for (size_t i = 0; i < kSalt; ++i)
        out[i] = static_cast<uint8_t>(value >> (8 * (kSalt - 1 - i)));
    return out;
}

}  // namespace snmpolld::snmp
