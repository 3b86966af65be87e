// Keys, digests and ciphers of USM, each against Net-SNMP's own and where there are any against the RFCs' examples.
#include "snmp/usm.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <doctest/doctest.h>

#include <set>

#include "base/text.hpp"
#include "driver.hpp"
#include "messages.hpp"
#include "snmp/algorithms.hpp"
#include "snmp/kept_keys.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::AuthProtocol;
using model::PrivProtocol;
using model::SecurityLevel;

namespace {

constexpr AuthProtocol kAuths[] = {AuthProtocol::MD5,    AuthProtocol::SHA,    AuthProtocol::SHA224,
                                   AuthProtocol::SHA256, AuthProtocol::SHA384, AuthProtocol::SHA512};
constexpr PrivProtocol kPrivs[] = {PrivProtocol::DES,    PrivProtocol::AES,     PrivProtocol::AES192,
                                   PrivProtocol::AES256, PrivProtocol::AES192C, PrivProtocol::AES256C};
const std::string kEngine("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02", 12);

u_char* octets(std::string_view text) {
    return reinterpret_cast<u_char*>(const_cast<char*>(text.data()));
}

std::span<uint8_t> writable(std::string& text) {
    return {octets(text), text.size()};
}

model::Credentials user(AuthProtocol auth, PrivProtocol priv = PrivProtocol::none) {
    model::Credentials c;
    c.version = model::Version::v3;
    c.username = "me";
    c.security_level = priv == PrivProtocol::none ? SecurityLevel::authNoPriv : SecurityLevel::authPriv;
    c.auth_protocol = auth;
    c.priv_protocol = priv;
    c.password = Secret("maplesyrup");
    c.priv_password = Secret("another phrase");
    REQUIRE(snmp::deriveKeys(c).has_value());
    return c;
}

Result<snmp::UsmUser> userOf(const model::Credentials& c, snmp::UsmCrypto& crypto) {
    return snmp::UsmUser::create(c, keysAt(c, kEngine), crypto);
}

// By Net-SNMP.
std::string localised(const model::Credentials& c, const Secret& ku) {
    const auto auth = snmp::authOid(c.auth_protocol).value();
    std::string key(64, '\0');
    size_t size = key.size();
    REQUIRE(generate_kul(auth.data(), static_cast<u_int>(auth.size()), octets(kEngine), kEngine.size(),
                         octets(ku.reveal()), ku.reveal().size(), octets(key), &size) == SNMPERR_SUCCESS);
    key.resize(size);
    return key;
}

std::string privKey(const model::Credentials& c) {
    const auto auth = snmp::authOid(c.auth_protocol).value();
    const int type = snmp::privType(c.priv_protocol);
    std::string key = localised(c, c.priv_key);
    size_t size = key.size();
    key.resize(64);
    u_char* place = octets(key);
    REQUIRE(netsnmp_extend_kul(static_cast<u_int>(sc_get_proper_priv_length_bytype(type)),
                               const_cast<::oid*>(auth.data()), static_cast<u_int>(auth.size()), type, octets(kEngine),
                               static_cast<u_int>(kEngine.size()), &place, &size, 64) == SNMPERR_SUCCESS);
    key.resize(size);
    return key;
}

std::string ivOf(PrivProtocol protocol, const std::string& key, snmp::EngineClock clock, std::string_view salt) {
    if (protocol != PrivProtocol::DES) {
        std::string iv;
        for (const uint32_t number : {clock.boots, clock.time})
            for (int shift = 24; shift >= 0; shift -= 8)
                iv += static_cast<char>(number >> shift);
        return iv.append(salt);
    }
    std::string iv = key.substr(8, 8);
    for (size_t i = 0; i < 8; ++i)
        iv[i] = static_cast<char>(iv[i] ^ salt[i]);
    return iv;
}

constexpr snmp::EngineClock kClock{0x01020304, 0x7ffffff0};

snmp::RawMessage messageWith(std::string_view salt) {
    snmp::RawMessage out;
    out.engine_boots = kClock.boots;
    out.engine_time = kClock.time;
    out.salt = {octets(salt), salt.size()};
    return out;
}

}  // namespace

TEST_CASE("localised keys are those of RFC 3414 A.3") {
    snmp::UsmCrypto crypto;
    CHECK(toHex(snmp::localKeys(user(AuthProtocol::MD5), kEngine, crypto).auth.reveal()) ==
          "526f5eed9fcce26f8964c2930787d82b");
    CHECK(toHex(snmp::localKeys(user(AuthProtocol::SHA), kEngine, crypto).auth.reveal()) ==
          "6695febc9288e36282235fc7151f128497b38f3f");
}

TEST_CASE("the keys of every pair of protocols are Net-SNMP's") {
    snmp::UsmCrypto crypto;
    for (const AuthProtocol auth : kAuths)
        for (const PrivProtocol priv : kPrivs) {
            const auto c = user(auth, priv);
            const model::LocalKeys keys = snmp::localKeys(c, kEngine, crypto);
            CHECK(keys.engine_id == kEngine);
            CHECK(keys.auth.reveal() == localised(c, c.auth_key));
            const std::string wanted = privKey(c);
            REQUIRE(keys.priv.reveal().size() >= wanted.size());
            CHECK(toHex(keys.priv.reveal().substr(0, wanted.size())) == toHex(wanted));
        }
}

TEST_CASE("a digest is Net-SNMP's for every protocol, and any change of a message is seen") {
    snmp::UsmCrypto crypto;
    for (const AuthProtocol auth : kAuths) {
        const auto c = user(auth);
        const auto u = snmp::UsmUser::create(c, keysAt(c, kEngine), crypto);
        REQUIRE(u.has_value());
        const auto id = snmp::authOid(auth).value();
        const std::string key = localised(c, c.auth_key);
        std::string text = "before" + std::string(u->digestSize(), '\0') + "behind";
        const auto place = writable(text).subspan(6, u->digestSize());
        std::string digest(64, 'x');
        size_t size = u->digestSize();
        REQUIRE(sc_generate_keyed_hash(id.data(), id.size(), octets(key), static_cast<u_int>(key.size()), octets(text),
                                       static_cast<u_int>(text.size()), octets(digest), &size) == SNMPERR_SUCCESS);
        REQUIRE(u->sign(bytesOf(text), place));
        CHECK(text == "before" + digest.substr(0, u->digestSize()) + "behind");

        snmp::RawMessage message;
        message.digest = place;
        CHECK(u->isAuthentic(message, bytesOf(text)));
        for (char& octet : text) {
            octet ^= 0x10;
            CHECK_FALSE(u->isAuthentic(message, bytesOf(text)));
            octet ^= 0x10;
        }
        for (const size_t length : {size_t{0}, size_t{11}, u->digestSize() - 1, u->digestSize() + 1}) {
            message.digest = writable(text).subspan(6, length);
            CHECK_FALSE(u->isAuthentic(message, bytesOf(text)));
        }
    }
}

TEST_CASE("what is encrypted Net-SNMP decrypts, and the other way round, for every pair of protocols") {
    snmp::UsmCrypto crypto;
    for (const AuthProtocol auth : kAuths)
        for (const PrivProtocol priv : kPrivs) {
            const auto c = user(auth, priv);
            const auto u = snmp::UsmUser::create(c, keysAt(c, kEngine), crypto);
            REQUIRE(u.has_value());
            std::string plain = "a scopedPDU of some length, and more";
            plain.resize((plain.size() + 7) / u->blockSize() * u->blockSize(), '.');
            std::string text = plain;
            const auto salt = u->nextSalt();
            REQUIRE(u->encrypt(writable(text), kClock, salt));
            CHECK(text != plain);
            const std::string salt_text(salt.begin(), salt.end());
            const auto id = snmp::privOid(priv).value();
            std::string key = privKey(c);
            std::string iv = ivOf(priv, key, kClock, salt_text);
            std::string out(plain.size() + 16, '\0');
            size_t size = out.size();
            REQUIRE(sc_decrypt(id.data(), id.size(), octets(key), static_cast<u_int>(key.size()), octets(iv),
                               static_cast<u_int>(iv.size()), octets(text), static_cast<u_int>(text.size()),
                               octets(out), &size) == SNMPERR_SUCCESS);
            CHECK(out.substr(0, size) == plain);
            REQUIRE(u->decrypt(messageWith(salt_text), writable(text)));
            CHECK(text == plain);
        }
}

TEST_CASE("what cannot be decrypted is refused") {
    snmp::UsmCrypto crypto;
    const auto des = userOf(user(AuthProtocol::SHA, PrivProtocol::DES), crypto);
    const auto none = userOf(user(AuthProtocol::SHA), crypto);
    REQUIRE((des.has_value() && none.has_value()));
    std::string text(15, 'x');
    CHECK_FALSE(des->decrypt(messageWith("saltsalt"), writable(text)));
    text += 'x';
    CHECK(des->decrypt(messageWith("saltsalt"), writable(text)));
    CHECK_FALSE(des->decrypt(messageWith("short"), writable(text)));
    CHECK_FALSE(des->decrypt(messageWith("saltsalt"), {}));
    CHECK_FALSE(none->decrypt(messageWith("saltsalt"), writable(text)));
}

TEST_CASE("a user without the keys of its level is refused in words") {
    snmp::UsmCrypto crypto;
    auto c = user(AuthProtocol::SHA256, PrivProtocol::AES);
    c.priv_key = Secret("short");
    const auto priv = snmp::UsmUser::create(c, keysAt(c, kEngine), crypto);
    REQUIRE(!priv.has_value());
    CHECK(priv.error().message == "the privacy key is missing or does not fit its algorithm");
    c.auth_key = Secret();
    const auto auth = snmp::UsmUser::create(c, keysAt(c, kEngine), crypto);
    REQUIRE(!auth.has_value());
    CHECK(auth.error().message == "the authentication key is missing or does not fit its algorithm");
    c = user(AuthProtocol::SHA256, PrivProtocol::AES);
    c.priv_protocol = PrivProtocol::none;
    const auto none = snmp::UsmUser::create(c, keysAt(c, kEngine), crypto);
    REQUIRE(!none.has_value());
    CHECK(none.error().message == "the privacy protocol is missing or not in this libcrypto");
    const auto sha = user(AuthProtocol::SHA);
    CHECK(!snmp::UsmUser::create(sha, keysAt(sha, ""), crypto).has_value());
    CHECK(!snmp::UsmUser::create(sha, {}, crypto).has_value());
}

TEST_CASE("salts are never the same, and do not begin at the same place twice") {
    std::set<std::array<uint8_t, 8>> seen;
    for (int process = 0; process < 3; ++process) {
        snmp::UsmCrypto crypto;
        for (int i = 0; i < 1000; ++i)
            seen.insert(crypto.nextSalt());
    }
    CHECK(seen.size() == 3000);
}

TEST_CASE("keys without a level that needs them are empty, and those that take long are Reeder's only") {
    snmp::UsmCrypto crypto;
    auto c = user(AuthProtocol::SHA, PrivProtocol::AES256C);
    CHECK(snmp::localKeysTakeLong(c));
    c.security_level = SecurityLevel::authNoPriv;
    CHECK_FALSE(snmp::localKeysTakeLong(c));
    CHECK(snmp::localKeys(c, kEngine, crypto).priv.empty());
    c.security_level = SecurityLevel::noAuthNoPriv;
    CHECK(snmp::localKeys(c, kEngine, crypto) == model::LocalKeys{.engine_id = kEngine});
    CHECK_FALSE(snmp::localKeysTakeLong(user(AuthProtocol::SHA, PrivProtocol::AES256)));
    CHECK_FALSE(snmp::localKeysTakeLong(user(AuthProtocol::SHA256, PrivProtocol::AES256C)));
}

TEST_CASE("keys that are dear to make are kept for their credentials and engine, and not for ever") {
    constexpr size_t kMost = 100;
    snmp::KeptKeys keys(kMost);
    auto c = std::make_shared<const model::Credentials>();
    auto other = std::make_shared<const model::Credentials>();
    keys.keep(c, {.engine_id = "engine-1", .priv = Secret("one")});
    keys.keep(c, {.engine_id = "engine-1", .priv = Secret("one")});
    keys.keep(c, {.engine_id = "engine-2", .priv = Secret("two")});
    keys.keep(other, {.engine_id = "engine-1", .priv = Secret("three")});
    CHECK(keys.size() == 3);
    REQUIRE(keys.find(c, "engine-1") != nullptr);
    CHECK(keys.find(c, "engine-1")->priv == Secret("one"));
    CHECK(keys.find(other, "engine-1")->priv == Secret("three"));
    CHECK(keys.find(other, "engine-2") == nullptr);
    other.reset();
    keys.forgetGone();
    CHECK(keys.size() == 2);
    CHECK(keys.find(c, "engine-2") != nullptr);
    c.reset();
    c = std::make_shared<const model::Credentials>();
    CHECK(keys.find(c, "engine-1") == nullptr);
    for (size_t i = 0; i <= kMost; ++i)
        keys.keep(c, {.engine_id = std::to_string(i)});
    CHECK(keys.size() <= kMost);
}
