#include "http/tls_priorities.hpp"

#include <doctest/doctest.h>
#include <gnutls/gnutls.h>

#include <set>

using namespace snmpolld;
using http::tlsPriorities;
using model::TlsSettings;
using model::TlsVersion;

namespace {

// What GnuTLS makes of the settings: the names of its suites, each behind its lowest version.
std::set<std::string> suitesOf(const TlsSettings& settings) {
    gnutls_priority_t priorities = nullptr;
    REQUIRE(gnutls_priority_init(&priorities, tlsPriorities(settings).c_str(), nullptr) >= 0);
    std::set<std::string> suites;
    unsigned number = 0;
    for (unsigned i = 0;
         gnutls_priority_get_cipher_suite_index(priorities, i, &number) != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE; ++i) {
        if (const char* name = gnutls_cipher_suite_info(number, nullptr, nullptr, nullptr, nullptr, nullptr))
            suites.insert(name);
    }
    gnutls_priority_deinit(priorities);
    return suites;
}

bool hasVersion(const TlsSettings& settings, std::string_view version) {
    return tlsPriorities(settings).find("+VERS-" + std::string(version)) != std::string::npos;
}

}  // namespace

TEST_CASE("without suites there are those with forward secrecy and authenticated ciphers, of TLS 1.2 and 1.3") {
    const auto suites = suitesOf({});
    CHECK(suites.size() == 9);
    CHECK(suites.contains("TLS_AES_256_GCM_SHA384"));
    CHECK(suites.contains("TLS_ECDHE_RSA_AES_128_GCM_SHA256"));
    CHECK(hasVersion({}, "TLS1.2"));
    CHECK(hasVersion({}, "TLS1.3"));
    CHECK_FALSE(hasVersion({}, "TLS1.1"));
    CHECK(hasVersion({.lowest = TlsVersion::tls10}, "TLS1.0"));
    CHECK(suitesOf({.lowest = TlsVersion::tls10}).contains("TLS_ECDHE_RSA_AES_256_CBC_SHA1"));
}

TEST_CASE("suites limit TLS 1.2 to themselves and TLS 1.3 to their ciphers") {
    CHECK(suitesOf({.cipher_suites = {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"}}) ==
          std::set<std::string>{"TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_AES_256_GCM_SHA384",
                                "TLS_ECDHE_ECDSA_AES_256_GCM_SHA384"});
    const TlsSettings old{.cipher_suites = {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"}};
    CHECK(suitesOf(old) ==
          std::set<std::string>{"TLS_ECDHE_RSA_AES_128_CBC_SHA1", "TLS_ECDHE_ECDSA_AES_128_CBC_SHA1"});
    CHECK_FALSE(hasVersion(old, "TLS1.3"));
}

TEST_CASE("suites of TLS 1.3 alone allow no earlier version") {
    const TlsSettings settings{.cipher_suites = {"TLS_CHACHA20_POLY1305_SHA256"}};
    CHECK_FALSE(hasVersion(settings, "TLS1.2"));
    CHECK(hasVersion(settings, "TLS1.3"));
}

TEST_CASE("suites of TLS 1.2 say nothing where only TLS 1.3 is allowed") {
    const TlsSettings settings{.lowest = TlsVersion::tls13, .cipher_suites = {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"}};
    CHECK(hasVersion(settings, "TLS1.3"));
    CHECK_FALSE(hasVersion(settings, "TLS1.2"));
    CHECK(suitesOf(settings).contains("TLS_AES_128_GCM_SHA256"));
}

TEST_CASE("curves are those that are named, in their order") {
    const std::string text = tlsPriorities({.curves = {"CurveP384", "X25519"}});
    CHECK(text.find("+GROUP-SECP384R1:+GROUP-X25519") != std::string::npos);
    CHECK(text.find("SECP256R1") == std::string::npos);
}
