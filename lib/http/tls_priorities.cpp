#include "http/tls_priorities.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace snmpolld::http {

namespace {

using model::TlsVersion;

// The end of a suite's name, and GnuTLS' name of its cipher.
struct Cipher {
    std::string_view suite;
    std::string_view name;
    bool authenticates;  // by itself, as TLS 1.3 wants
};

constexpr std::array kCiphers{
    Cipher{"AES_128_GCM_SHA256", "AES-128-GCM", true},
    Cipher{"AES_256_GCM_SHA384", "AES-256-GCM", true},
    Cipher{"CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305", true},
    Cipher{"AES_256_CBC_SHA", "AES-256-CBC", false},
    Cipher{"AES_128_CBC_SHA", "AES-128-CBC", false},
};

constexpr std::array<std::string_view, 4> kVersions{"TLS1.0", "TLS1.1", "TLS1.2", "TLS1.3"};

struct Curve {
    std::string_view name;
    std::string_view group;
};

constexpr std::array kCurves{
    Curve{"X25519", "X25519"},
    Curve{"CurveP256", "SECP256R1"},
    Curve{"CurveP384", "SECP384R1"},
    Curve{"CurveP521", "SECP521R1"},
};

bool isOfTls12(const std::string& suite) {
    return suite.find("_WITH_") != std::string::npos;
}

// Those of the suites, in their order; the usual ones if there are none. Only the old versions need CBC.
std::vector<const Cipher*> ciphersOf(const model::TlsSettings& settings) {
    const bool has_old = std::ranges::any_of(settings.cipher_suites, isOfTls12);
    std::vector<const Cipher*> ciphers;
    for (const std::string& suite : settings.cipher_suites)
        for (const Cipher& cipher : kCiphers)
            if (suite.ends_with(cipher.suite) && isOfTls12(suite) == has_old &&
                std::ranges::find(ciphers, &cipher) == ciphers.end())
                ciphers.push_back(&cipher);
    if (!ciphers.empty() && !(has_old && settings.lowest == TlsVersion::tls13)) return ciphers;
    ciphers.clear();
    for (const Cipher& cipher : kCiphers)
        if (cipher.authenticates || settings.lowest < TlsVersion::tls12) ciphers.push_back(&cipher);
    return ciphers;
}

std::string groupsOf(const std::vector<std::string>& names) {
    std::string groups;
    for (const std::string& name : names)
        for (const Curve& curve : kCurves)
            if (curve.name == name) groups.append(":+GROUP-").append(curve.group);
    if (!groups.empty()) return groups;
    for (const Curve& curve : kCurves)
        groups.append(":+GROUP-").append(curve.group);
    return groups;
}

}  // namespace

std::string tlsPriorities(const model::TlsSettings& settings) {
    const auto ciphers = ciphersOf(settings);
    const bool has_new = std::ranges::any_of(ciphers, &Cipher::authenticates);
    const bool has_old = !std::ranges::all_of(ciphers, &Cipher::authenticates);
    const bool only_new = !settings.cipher_suites.empty() && std::ranges::none_of(settings.cipher_suites, isOfTls12);
    std::string text = "NONE:+COMP-NULL:+CTYPE-X509:+SIGN-ALL:+ECDHE-ECDSA:+ECDHE-RSA";
    for (auto version = static_cast<size_t>(settings.highest) + 1; version-- > static_cast<size_t>(settings.lowest);) {
        const bool is_new = version == static_cast<size_t>(TlsVersion::tls13);
        if (is_new ? has_new : !only_new) text.append(":+VERS-").append(kVersions[version]);
    }
    for (const Cipher* cipher : ciphers)
        text.append(":+").append(cipher->name);
    if (has_new) text += ":+AEAD";
    if (has_old) text += ":+SHA1";
    text += groupsOf(settings.curves);
    if (settings.prefers_own_order) text += ":%SERVER_PRECEDENCE";
    return text;
}

}  // namespace snmpolld::http
