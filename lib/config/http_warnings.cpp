#include "config/http_warnings.hpp"

#include "config/network.hpp"

namespace snmpolld::config {

namespace {

bool isLoopback(const model::Address& address) {
    const bool four = address.family == model::Family::ipv4;
    return networkOf(address, four ? 8 : 128) == (four ? *parseNetwork("127.0.0.0/8") : *parseNetwork("::1"));
}

// Whether only those who have a password or a certificate are answered.
bool knowsClients(const model::WebSettings& web) {
    const bool verifies = web.tls && web.tls->client_auth == model::ClientAuth::require_and_verify;
    return verifies || !web.users.empty();
}

}  // namespace

std::vector<std::string> httpWarnings(const Config& config, const WebConfig& web) {
    std::vector<std::string> warnings = web.warnings;
    const Http& http = config.http;
    if (!http.listen || isLoopback(*http.listen)) return warnings;
    const std::string subject = config.file.string() + ": http: ";
    if (!http.auths && !knowsClients(web.settings))
        warnings.push_back(subject + "whoever reaches " + http.listen->toString() +
                           " may have hosts polled with any auth, as there is no http.auths");
    if (web.settings.tls && !knowsClients(web.settings))
        warnings.push_back(http.web_config_file.string() + ": whoever reaches " + http.listen->toString() +
                           " is answered, as it asks for TLS but for neither passwords nor certificates of clients");
    if (!web.settings.users.empty() && !web.settings.tls)
        warnings.push_back(subject + "whoever sees the packets that come to " + http.listen->toString() +
                           " can read users' passwords, as there is no tls_server_config");
    return warnings;
}

}  // namespace snmpolld::config
