// An SNMPv3 agent's side for tests with a Responder: reports, answers, and the security of SHA-1 with AES or DES made
// by Net-SNMP, which the library's own is checked against.
#pragma once

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <doctest/doctest.h>

#include <cstring>

#include "driver.hpp"
#include "responder.hpp"
#include "snmp/usm.hpp"

namespace snmpolld::test {

using Answers = std::vector<std::string>;

inline const char* const kUnsupportedLevel = "1.3.6.1.6.3.15.1.1.1.0";
inline const char* const kNotInTimeWindow = "1.3.6.1.6.3.15.1.1.2.0";
inline const char* const kUnknownEngine = "1.3.6.1.6.3.15.1.1.4.0";
inline const char* const kWrongDigest = "1.3.6.1.6.3.15.1.1.5.0";
inline const char* const kDecryption = "1.3.6.1.6.3.15.1.1.6.0";
inline const char* const kUnknownContext = "1.3.6.1.6.3.12.1.5.0";

inline V3Parts replyTo(const snmp::RawMessage& request) {
    V3Parts p;
    p.msg_id = request.msg_id.value_or(0);
    p.user = std::string(request.user);
    return p;
}

inline std::string report(const V3Parts& p, const char* counter) {
    return v3Message(p, scopedPdu(p, pdu({.type = 0xa8, .request_id = 0}, varbind(counter, tlv(0x41, "\x01")))));
}

inline std::string response(const V3Parts& p, const snmp::RawMessage& request, const std::string& varbinds) {
    return v3Message(p, scopedPdu(p, pdu({.request_id = request.pdu.request_id.value_or(0)}, varbinds)));
}

inline bool isDiscovery(const snmp::RawMessage& request) {
    return request.engine_id.empty();
}

inline const std::string kDescr = varbind(kSysDescr, tlv(0x04, "x"));

inline model::Credentials user(model::SecurityLevel level, model::PrivProtocol priv = model::PrivProtocol::AES) {
    model::Credentials c;
    c.version = model::Version::v3;
    c.username = "me";
    c.security_level = level;
    c.auth_protocol = model::AuthProtocol::SHA;
    c.priv_protocol = priv;
    c.password = Secret("authpass-long");
    c.priv_password = Secret("privpass-long");
    REQUIRE(snmp::deriveKeys(c).has_value());
    return c;
}

// The agent's side of SHA-1 and a privacy protocol, by Net-SNMP's own primitives.
class Sealer {
  public:
    Sealer(const model::Credentials& credentials, const std::string& engine_id, bool des) : des_(des) {
        localise(credentials.auth_key.reveal(), engine_id, auth_);
        if (!credentials.priv_key.empty()) localise(credentials.priv_key.reveal(), engine_id, priv_);
    }

    std::string seal(V3Parts p, const std::string& scoped) const {
        p.flags = snmp::kFlagAuth | snmp::kFlagPriv;
        p.salt = "saltsalt";
        p.auth = std::string(12, '\0');
        return sealAs(p, scoped);
    }

    // With flags, salt and room for the digest as they are.
    std::string sealAs(const V3Parts& p, const std::string& scoped) const {
        std::string plain = scoped;
        while (des_ && plain.size() % 8 != 0)
            plain += '\0';
        return sign(v3Message(p, tlv(0x04, encrypt(p, plain))));
    }

    std::string sign(std::string message) const {
        uint8_t mac[64];
        size_t length = 12;
        REQUIRE(sc_generate_keyed_hash(usmHMACSHA1AuthProtocol, 10, auth_, 20, octets(message),
                                       static_cast<u_int>(message.size()), mac, &length) == SNMPERR_SUCCESS);
        const size_t place = message.find(std::string("\x04\x0c", 2) + std::string(12, '\0'));
        REQUIRE(place != std::string::npos);
        return message.replace(place + 2, 12, reinterpret_cast<const char*>(mac), 12);
    }

  private:
    static u_char* octets(std::string_view text) { return reinterpret_cast<u_char*>(const_cast<char*>(text.data())); }

    static void localise(std::string_view ku, const std::string& engine_id, u_char* out) {
        size_t length = 64;
        REQUIRE(generate_kul(usmHMACSHA1AuthProtocol, 10, octets(engine_id), engine_id.size(), octets(ku), ku.size(),
                             out, &length) == SNMPERR_SUCCESS);
    }

    std::string encrypt(const V3Parts& p, const std::string& plain) const {
        u_char iv[16] = {};
        const uint32_t boots = htonl(static_cast<uint32_t>(p.boots));
        const uint32_t time = htonl(static_cast<uint32_t>(p.time));
        std::memcpy(iv, &boots, 4);
        std::memcpy(iv + 4, &time, 4);
        std::memcpy(iv + 8, p.salt.data(), 8);
        for (size_t i = 0; des_ && i < 8; ++i)
            iv[i] = static_cast<u_char>(p.salt[i]) ^ priv_[8 + i];
        std::string out(plain.size() + 16, '\0');
        size_t length = out.size();
        REQUIRE(sc_encrypt(des_ ? usmDESPrivProtocol : usmAESPrivProtocol, 10, const_cast<u_char*>(priv_), 16, iv,
                           des_ ? 8 : 16, octets(plain), static_cast<u_int>(plain.size()), octets(out),
                           &length) == SNMPERR_SUCCESS);
        out.resize(length);
        return out;
    }

    bool des_;
    u_char auth_[64] = {};
    u_char priv_[64] = {};
};

// The request-id of an encrypted request is the agent's to read; the test takes it from where the poller put it: it is
// the same in every try, so an agent that cannot decrypt could not answer at all.
inline int32_t requestIdIn(const snmp::RawMessage& request, const model::Credentials& credentials) {
    static snmp::UsmCrypto crypto;
    auto u = snmp::UsmUser::create(credentials, keysAt(credentials, request.engine_id), crypto);
    REQUIRE(u.has_value());
    std::vector<uint8_t> plain(request.ciphertext.begin(), request.ciphertext.end());
    REQUIRE(u->decrypt(request, plain));
    snmp::RawMessage out;
    snmp::readScopedPdu(plain, out);
    return out.pdu.request_id.value_or(0);
}

}  // namespace snmpolld::test
