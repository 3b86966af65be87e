// Messages of v3: octet for octet as RFC 3412 and RFC 3414 have them.
#include "snmp/v3_message.hpp"
#include "snmp/v3_peer.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "driver.hpp"
#include "messages.hpp"
#include "v3_agent.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::SecurityLevel;

namespace {

struct Encoder {
    snmp::UsmCrypto crypto{};
    std::unique_ptr<snmp::MessageRoom> room = std::make_unique<snmp::MessageRoom>();

    std::string encode(const snmp::V3Peering& peering, const snmp::UsmUser* user, const std::vector<model::Oid>& oids) {
        std::vector<const model::Oid*> asked;
        for (const model::Oid& id : oids)
            asked.push_back(&id);
        const snmp::Request request{.request_id = 0x01020304, .msg_id = 0x05060708, .oids = asked};
        const auto message = snmp::encodeV3Request(peering, request, user, *room);
        return {message.begin(), message.end()};
    }

    snmp::UsmUser userOf(const model::Credentials& credentials) {
        auto out = snmp::UsmUser::create(credentials, keysAt(credentials, V3Parts{}.engine_id), crypto);
        REQUIRE(out.has_value());
        return std::move(*out);
    }
};

snmp::V3Peering peeringOf(const V3Parts& p) {
    return {.engine_id = p.engine_id,
            .clock = {static_cast<uint32_t>(p.boots), static_cast<uint32_t>(p.time)},
            .user = p.user,
            .context_engine_id = p.engine_id,
            .context_name = p.context};
}

V3Parts parts(uint8_t flags) {
    return {.msg_id = 0x05060708, .flags = flags, .boots = 300, .time = 0x7ffffffe, .user = "me", .context = "vrf"};
}

std::string getOf(const V3Parts& p, const std::string& varbinds) {
    return scopedPdu(p, pdu({.type = 0xa0, .request_id = 0x01020304}, varbinds));
}

const std::string kNull = tlv(0x05, "");

}  // namespace

TEST_CASE("a discovery names nobody and asks nothing") {
    const V3Parts p{.msg_id = 0x05060708, .flags = snmp::kFlagReportable, .engine_id = "", .boots = 0, .time = 0};
    CHECK(Encoder{}.encode({}, nullptr, {}) == v3Message(p, getOf(p, "")));
}

TEST_CASE("a discovery says nothing of who asks and for which context") {
    const model::Credentials credentials{
        .version = model::Version::v3, .username = "somebody", .context_name = "vrf-of-a-customer"};
    snmp::UsmCrypto crypto;
    const snmp::V3Peer peer(credentials, snmp::kMaxMessage, crypto);
    const auto room = std::make_unique<snmp::MessageRoom>();
    const auto message = peer.encodeDiscovery({.request_id = 7, .msg_id = 8}, *room);
    const std::string octets(message.begin(), message.end());
    REQUIRE_FALSE(octets.empty());
    CHECK(octets.find("somebody") == std::string::npos);
    CHECK(octets.find("vrf") == std::string::npos);
}

TEST_CASE("a GET without security has its varbinds in the order asked") {
    const V3Parts p = parts(snmp::kFlagReportable);
    Encoder encoder;
    const auto nobody = encoder.userOf(user(SecurityLevel::noAuthNoPriv));
    CHECK(encoder.encode(peeringOf(p), &nobody, {test::oid(kSysDescr), test::oid(kSysName)}) ==
          v3Message(p, getOf(p, varbind(kSysDescr, kNull) + varbind(kSysName, kNull))));
}

TEST_CASE("a digest stands where RFC 3414 wants it, and is Net-SNMP's") {
    V3Parts p = parts(snmp::kFlagReportable | snmp::kFlagAuth);
    p.auth = std::string(12, '\0');
    const auto credentials = user(SecurityLevel::authNoPriv);
    const Sealer sealer(credentials, p.engine_id, false);
    Encoder encoder;
    const auto me = encoder.userOf(credentials);
    CHECK(encoder.encode(peeringOf(p), &me, {test::oid(kSysDescr)}) ==
          sealer.sign(v3Message(p, getOf(p, varbind(kSysDescr, kNull)))));
}

TEST_CASE("a request is encrypted behind a salt of its own, for DES in whole blocks") {
    for (const auto priv : {model::PrivProtocol::AES, model::PrivProtocol::DES}) {
        const bool des = priv == model::PrivProtocol::DES;
        V3Parts p = parts(snmp::kFlagReportable | snmp::kFlagAuth | snmp::kFlagPriv);
        p.auth = std::string(12, '\0');
        const auto credentials = user(SecurityLevel::authPriv, priv);
        const Sealer sealer(credentials, p.engine_id, des);
        Encoder encoder;
        const auto me = encoder.userOf(credentials);
        for (const char* asked : {kSysDescr, "1.3.6.1.2.1.1.5", "1.3.6.1.2.1.31.1.1.1.6.4294967295"}) {
            const std::string text = encoder.encode(peeringOf(p), &me, {test::oid(asked)});
            const auto message = snmp::readMessage(bytesOf(text));
            REQUIRE(message.fault == nullptr);
            const std::string salt(message.salt.begin(), message.salt.end());
            CHECK(salt != p.salt);
            CHECK(message.ciphertext.size() % (des ? 8 : 1) == 0);
            p.salt = salt;
            CHECK(text == sealer.sealAs(p, getOf(p, varbind(asked, kNull))));
        }
    }
}

TEST_CASE("a GET of v3 that no datagram holds is not encoded") {
    Encoder encoder;
    for (const auto level : {SecurityLevel::noAuthNoPriv, SecurityLevel::authNoPriv, SecurityLevel::authPriv}) {
        const auto me = encoder.userOf(user(level));
        CHECK(encoder.encode({.user = "me"}, &me, std::vector<model::Oid>(6000, test::oid(kSysDescr))).empty());
    }
}
