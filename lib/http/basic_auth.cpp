#include "http/basic_auth.hpp"

#include <gnutls/gnutls.h>

#include "base/text.hpp"

namespace snmpolld::http {

namespace {

constexpr std::string_view kScheme = "basic ";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Of whole groups, and padded, as clients send it.
bool isBase64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return false;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding)
        text.remove_suffix(1);
    return text.find_first_not_of(kBase64) == text.npos;
}

// The memory belongs to GnuTLS, and holds a password.
struct Decoded {
    gnutls_datum_t octets{};

    explicit Decoded(std::string_view text) {
        const gnutls_datum_t in{reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())),
                                static_cast<unsigned>(text.size())};
        if (gnutls_base64_decode2(&in, &octets) < 0) octets = {};
    }
    Decoded(const Decoded&) = delete;
    ~Decoded() {
        wipeMemory(octets.data, octets.size);
        gnutls_free(octets.data);
    }
    std::string_view text() const { return {reinterpret_cast<const char*>(octets.data), octets.size}; }
};

}  // namespace

std::optional<Login> parseBasicAuth(std::string_view header) {
    if (header.size() < kScheme.size() || lowered(header.substr(0, kScheme.size())) != kScheme) return std::nullopt;
    header.remove_prefix(kScheme.size());
    while (header.starts_with(' '))
        header.remove_prefix(1);
    if (!isBase64(header)) return std::nullopt;
    const Decoded decoded(header);
    const size_t colon = decoded.text().find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return Login{.user = std::string(decoded.text().substr(0, colon)),
                 .password = Secret(decoded.text().substr(colon + 1))};
}

}  // namespace snmpolld::http
