#include "snmp/keys.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

using namespace snmpolld;
using model::AuthProtocol;
using model::PrivProtocol;
using model::SecurityLevel;

namespace {

model::Credentials credentials(AuthProtocol auth, std::string_view password) {
    model::Credentials c;
    c.version = model::Version::v3;
    c.username = "me";
    c.security_level = SecurityLevel::authNoPriv;
    c.auth_protocol = auth;
    c.password = Secret(password);
    return c;
}

}  // namespace

TEST_CASE("keys are those of RFC 3414 A.3 and the passphrase is wiped") {
    auto md5 = credentials(AuthProtocol::MD5, "maplesyrup");
    REQUIRE(snmp::deriveKeys(md5).has_value());
    CHECK(toHex(md5.auth_key.reveal()) == "9faf3283884e92834ebc9847d8edd963");
    CHECK(md5.password.empty());
    auto sha = credentials(AuthProtocol::SHA, "maplesyrup");
    REQUIRE(snmp::deriveKeys(sha).has_value());
    CHECK(toHex(sha.auth_key.reveal()) == "9fb5cc0381497b3793528939ff788d5d79145211");
}

TEST_CASE("every algorithm of this libnetsnmp gives a key of its hash's length") {
    const std::pair<AuthProtocol, size_t> all[] = {{AuthProtocol::MD5, 16},    {AuthProtocol::SHA, 20},
                                                   {AuthProtocol::SHA224, 28}, {AuthProtocol::SHA256, 32},
                                                   {AuthProtocol::SHA384, 48}, {AuthProtocol::SHA512, 64}};
    for (const auto& [auth, length] : all)
        for (const PrivProtocol priv : {PrivProtocol::DES, PrivProtocol::AES, PrivProtocol::AES192,
                                        PrivProtocol::AES256, PrivProtocol::AES192C, PrivProtocol::AES256C}) {
            auto c = credentials(auth, "maplesyrup");
            c.security_level = SecurityLevel::authPriv;
            c.priv_protocol = priv;
            c.priv_password = Secret("another phrase");
            REQUIRE(snmp::deriveKeys(c).has_value());
            CHECK(c.auth_key.reveal().size() == length);
            CHECK(c.priv_key.reveal().size() == length);
            CHECK(!(c.auth_key == c.priv_key));
        }
}

TEST_CASE("a short passphrase is refused in words") {
    auto c = credentials(AuthProtocol::SHA, "seven77");
    const auto result = snmp::deriveKeys(c);
    REQUIRE(!result.has_value());
    CHECK(result.error().kind == ErrorKind::usage);
    CHECK(result.error().message.find("8 characters") != std::string::npos);
}

TEST_CASE("a missing protocol is refused") {
    auto no_auth = credentials(AuthProtocol::none, "maplesyrup");
    CHECK(!snmp::deriveKeys(no_auth).has_value());
    auto no_priv = credentials(AuthProtocol::SHA, "maplesyrup");
    no_priv.security_level = SecurityLevel::authPriv;
    no_priv.priv_password = Secret("maplesyrup");
    CHECK(!snmp::deriveKeys(no_priv).has_value());
}

TEST_CASE("a key that is there already stays, and what needs no key gets none") {
    auto again = credentials(AuthProtocol::SHA, "");
    again.auth_key = Secret("key");
    REQUIRE(snmp::deriveKeys(again).has_value());
    CHECK(again.auth_key.reveal() == "key");
    model::Credentials v2c;
    REQUIRE(snmp::deriveKeys(v2c).has_value());
    CHECK(v2c.auth_key.empty());
}
