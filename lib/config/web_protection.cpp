#include "config/web_protection.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace snmpolld::config {

namespace {

using model::ClientAuth;

// Joins words as a sentence does: "a, b and c".
std::string inWords(const std::vector<std::string_view>& parts) {
    std::string words;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) words += i + 1 == parts.size() ? " and " : ", ";
        words += parts[i];
    }
    return words;
}

}  // namespace

WebProtection protectionOf(const model::WebSettings& settings) {
    WebProtection protection{.tls = settings.tls.has_value(), .passwords = !settings.users.empty()};
    if (!settings.tls) return protection;
    const ClientAuth asked = settings.tls->client_auth;
    protection.certificates = asked == ClientAuth::require_any || asked == ClientAuth::require_and_verify;
    protection.verified_certificates = asked == ClientAuth::verify_if_given || asked == ClientAuth::require_and_verify;
    protection.names = !settings.tls->allowed_names.empty();
    return protection;
}

std::string lostProtection(const WebProtection& present, const WebProtection& next) {
    std::vector<std::string_view> lost;
    const auto compare = [&](bool was, bool is, std::string_view words) {
        if (was && !is) lost.push_back(words);
    };
    compare(present.tls, next.tls, "TLS");
    compare(present.passwords, next.passwords, "passwords");
    compare(present.certificates, next.certificates, "certificates of clients");
    if (present.certificates == next.certificates)  // said above otherwise
        compare(present.verified_certificates, next.verified_certificates, "certificates that an authority has signed");
    if (next.tls) compare(present.names, next.names, "names in certificates of clients");
    return inWords(lost);
}

}  // namespace snmpolld::config
