#include "model/credentials.hpp"

#include <doctest/doctest.h>

#include "model/host_record.hpp"

using namespace snmpolld::model;

TEST_CASE("the words are snmp_exporter's") {
    CHECK(versionName(Version::v2c) == "2c");
    CHECK(securityLevelName(SecurityLevel::authNoPriv) == "authNoPriv");
    CHECK(authProtocolName(AuthProtocol::none).empty());
    CHECK(authProtocolName(AuthProtocol::SHA512) == "SHA512");
    CHECK(privProtocolName(PrivProtocol::AES256C) == "AES256C");
}

TEST_CASE("credentials without further words are version 2c and public") {
    const Credentials credentials;
    CHECK(credentials.version == Version::v2c);
    CHECK(credentials.community.reveal() == "public");
}

TEST_CASE("every outcome has its word") {
    CHECK(statusName(Status::ok) == "ok");
    CHECK(statusName(Status::auth_failure) == "auth_failure");
    CHECK(statusName(Status::skipped) == "skipped");
    CHECK(static_cast<uint8_t>(Status::skipped) + 1 == kStatusCount);
}
