#include "certs/certificate.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace std::chrono_literals;

TEST_CASE("what holds no certificate or a damaged one is refused with a sentence") {
    for (const char* text : {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"})
        CHECK(certs::readChain(text).error().message.find("there is no certificate") != std::string::npos);
    const auto damaged = certs::readChain("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    CHECK(damaged.error().message == "certificate 1 in it is damaged");
    const auto cut = certs::readChain("-----BEGIN CERTIFICATE-----\nAAAA");
    CHECK(cut.error().message == "certificate 1 in it is damaged");
}

TEST_CASE("a key that is missing, encrypted or damaged is refused with a sentence") {
    const auto wrong = [](const char* text) { return certs::readKey(text, {}).error().message; };
    CHECK(wrong("").find("there is no private key") != std::string::npos);
    CHECK(wrong("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n").find("encrypted with a passphrase") !=
          std::string::npos);
    CHECK(wrong("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n").find("encrypted") != std::string::npos);
    CHECK(wrong("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").find("damaged") != std::string::npos);
}

TEST_CASE("two weeks before its end a certificate is worth a word, and before its beginning") {
    const WallTime now{};
    const auto said = [&](Duration begin, Duration end) {
        return certs::troubleWithTime({.not_before = now + std::chrono::ceil<WallTime::duration>(begin),
                                       .not_after = now + std::chrono::ceil<WallTime::duration>(end)},
                                      now);
    };
    CHECK(said(-1h, 24h * 14 + 1s).empty());
    CHECK(said(-1h, 24h * 14) == "expires on 1970-01-15T00:00:00.000Z, within 14 days");
    CHECK(said(-1h, 1h).find("within a day") != std::string::npos);
    CHECK(said(-2h, -1h) == "expired on 1969-12-31T23:00:00.000Z");
    CHECK(said(1h, 2h) == "is not valid before 1970-01-01T01:00:00.000Z");
}
