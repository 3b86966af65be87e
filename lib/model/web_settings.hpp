// What the HTTP server is told of TLS, passwords and headers: the content of a web config (config/web_config.hpp) with
// the files that it names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/secret.hpp"

namespace snmpolld::model {

enum class TlsVersion : uint8_t { tls10, tls11, tls12, tls13 };

// What is asked of a client, in the words of Go's crypto/tls.
enum class ClientAuth : uint8_t {
    none,                // no certificate
    request,             // one, if it likes; nobody looks at who signed it
    require_any,         // one; nobody looks at who signed it
    verify_if_given,     // one that an authority has signed, or none
    require_and_verify,  // one that an authority has signed
};

struct TlsSettings {
    std::string certificates{};  // PEM, the server's own first
    Secret key{};                // PEM
    std::string authorities{};   // PEM, of clients
    ClientAuth client_auth{};
    std::vector<std::string> allowed_names{};  // of which a client's certificate has one; empty: any
    TlsVersion lowest = TlsVersion::tls12;
    TlsVersion highest = TlsVersion::tls13;
    std::vector<std::string> cipher_suites{};  // IANA's names; empty: the usual ones
    std::vector<std::string> curves{};         // Go's names, the best first; empty: the usual ones
    bool prefers_own_order = true;             // not the client's, of cipher suites

    bool operator==(const TlsSettings&) const = default;
};

struct WebUser {
    std::string name;
    Secret hash;  // bcrypt's, of the password

    bool operator==(const WebUser&) const = default;
};

struct WebSettings {
    std::optional<TlsSettings> tls{};                            // none: HTTP in clear
    std::vector<WebUser> users{};                                // none: no password is asked for
    std::vector<std::pair<std::string, std::string>> headers{};  // of every answer
    Duration request_interval{};  // of the requests that are answered, on average; zero: no limit
    uint32_t request_burst = 0;   // how many are answered at once

    bool operator==(const WebSettings&) const = default;
};

}  // namespace snmpolld::model
