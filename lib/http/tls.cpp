#include "http/tls.hpp"

#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "http/tls_priorities.hpp"

namespace snmpolld::http {

namespace {

using model::ClientAuth;

constexpr std::string_view kClearText =
    "HTTP/1.0 400 Bad Request\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Connection: close\r\n\r\n"
    "this port speaks HTTPS, and the request is HTTP in clear\n";
constexpr size_t kLongestName = 1024;
constexpr unsigned kMostNames = 1000;

gnutls_datum_t datum(std::string_view text) {
    return {reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())), static_cast<unsigned>(text.size())};
}

Result<void> check(int status, std::string_view what) {
    if (status >= 0) return {};
    return fail(ErrorKind::system, "TLS: " + std::string(what) + ": " + gnutls_strerror(status));
}

// What a client's certificate says that it is for.
constexpr char kClientPurpose[] = GNUTLS_KP_TLS_WWW_CLIENT;

struct FreeCertificate {
    void operator()(gnutls_x509_crt_t certificate) const { gnutls_x509_crt_deinit(certificate); }
};
using Certificate = std::unique_ptr<std::remove_pointer_t<gnutls_x509_crt_t>, FreeCertificate>;

Certificate parsed(const gnutls_datum_t& der) {
    gnutls_x509_crt_t certificate = nullptr;
    if (gnutls_x509_crt_init(&certificate) < 0) return nullptr;
    Certificate owned(certificate);
    return gnutls_x509_crt_import(certificate, &der, GNUTLS_X509_FMT_DER) < 0 ? nullptr : std::move(owned);
}

// An alternative name as it stands in client_allowed_sans; "" if it is of a kind that has no place there.
std::string nameOf(int kind, std::string_view octets) {
    char text[INET6_ADDRSTRLEN] = "";
    switch (kind) {
        case GNUTLS_SAN_DNSNAME:
        case GNUTLS_SAN_RFC822NAME:
        case GNUTLS_SAN_URI:
            return std::string(octets);
        case GNUTLS_SAN_IPADDRESS:
            if (octets.size() != 4 && octets.size() != 16) return "";
            return ::inet_ntop(octets.size() == 4 ? AF_INET : AF_INET6, octets.data(), text, sizeof text);
        default:
            return "";
    }
}

}  // namespace

Result<std::shared_ptr<const Tls>> Tls::make(const model::TlsSettings& settings) {
    std::shared_ptr<Tls> tls(new Tls(settings));
    if (const auto done = tls->load(settings); !done) return tl::unexpected(done.error());
    return tls;
}

Tls::~Tls() {
    if (credentials_ != nullptr) gnutls_certificate_free_credentials(credentials_);
    if (priorities_ != nullptr) gnutls_priority_deinit(priorities_);
}

Result<void> Tls::load(const model::TlsSettings& settings) {
    const gnutls_datum_t certificates = datum(settings.certificates);
    const gnutls_datum_t key = datum(settings.key.reveal());
    const gnutls_datum_t authorities = datum(settings.authorities);
    if (auto done = check(gnutls_certificate_allocate_credentials(&credentials_), "no memory"); !done) return done;
    auto done = check(gnutls_certificate_set_x509_key_mem(credentials_, &certificates, &key, GNUTLS_X509_FMT_PEM),
                      "the certificate or its key");
    if (!done) return done;
    if (!settings.authorities.empty())
        done = check(gnutls_certificate_set_x509_trust_mem(credentials_, &authorities, GNUTLS_X509_FMT_PEM),
                     "the authorities of clients");
    if (!done) return done;
    return check(gnutls_priority_init(&priorities_, tlsPriorities(settings).c_str(), nullptr), "versions and ciphers");
}

bool Tls::isVerified(gnutls_session_t session) const {
    gnutls_typed_vdata_st purpose{};
    purpose.type = GNUTLS_DT_KEY_PURPOSE_OID;
    purpose.data = reinterpret_cast<unsigned char*>(const_cast<char*>(kClientPurpose));
    unsigned status = 0;
    return gnutls_certificate_verify_peers(session, &purpose, 1, &status) >= 0 && status == 0;
}

bool Tls::hasAllowedName(const gnutls_datum_t& certificate) const {
    const Certificate client = parsed(certificate);
    if (client == nullptr) return false;
    char name[kLongestName];
    for (unsigned i = 0; i < kMostNames; ++i) {
        size_t size = sizeof name;
        const int kind = gnutls_x509_crt_get_subject_alt_name(client.get(), i, name, &size, nullptr);
        if (kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) return false;
        if (kind < 0) continue;  // too long for a name that is allowed
        if (std::ranges::find(allowed_names_, nameOf(kind, {name, size})) != allowed_names_.end()) return true;
    }
    return false;
}

bool Tls::admits(gnutls_session_t session) const {
    unsigned count = 0;
    const gnutls_datum_t* certificates = gnutls_certificate_get_peers(session, &count);
    if (certificates == nullptr || count == 0)
        return client_auth_ != ClientAuth::require_any && client_auth_ != ClientAuth::require_and_verify;
    const bool must_verify =
        client_auth_ == ClientAuth::verify_if_given || client_auth_ == ClientAuth::require_and_verify;
    if (must_verify && !isVerified(session)) return false;
    return allowed_names_.empty() || hasAllowedName(certificates[0]);
}

// Called by GnuTLS during a handshake.
struct TlsConnection::Callbacks {
    static int verify(gnutls_session_t session) noexcept {
        const auto& connection = *static_cast<const TlsConnection*>(gnutls_session_get_ptr(session));
        if (connection.tls_->admits(session)) return 0;
        unsigned count = 0;
        const bool none = gnutls_certificate_get_peers(session, &count) == nullptr;
        gnutls_alert_send(session, GNUTLS_AL_FATAL, none ? GNUTLS_A_CERTIFICATE_REQUIRED : GNUTLS_A_BAD_CERTIFICATE);
        return GNUTLS_E_CERTIFICATE_ERROR;
    }

    static int handshake(gnutls_session_t session, unsigned message, unsigned when, unsigned incoming,
                         const gnutls_datum_t*) noexcept {
        auto& connection = *static_cast<TlsConnection*>(gnutls_session_get_ptr(session));
        if (incoming == 0) return 0;
        if (message == GNUTLS_HANDSHAKE_CERTIFICATE_PKT) connection.shown_ = true;
        if (message == GNUTLS_HANDSHAKE_FINISHED && when == GNUTLS_HOOK_POST) connection.secured_ = true;
        return 0;
    }

    static ssize_t pull(gnutls_transport_ptr_t context, void* out, size_t room) noexcept {
        auto& connection = *static_cast<TlsConnection*>(context);
        const ssize_t got = ::recv(connection.fd_, out, room, 0);
        if (got <= 0 || std::exchange(connection.begun_, true)) return got;
        const char first = *static_cast<const char*>(out);
        if (first < 'A' || first > 'Z') return got;  // no method of HTTP begins with another character
        connection.refuseClearText();
        errno = ECONNRESET;
        return -1;
    }
};

// Reads what has come of the request, since a socket that is closed before that loses what was written.
void TlsConnection::refuseClearText() const {
    char rest[4096];
    for (int i = 0; i < 16 && ::recv(fd_, rest, sizeof rest, MSG_DONTWAIT) > 0; ++i) {
    }
    static_cast<void>(::send(fd_, kClearText.data(), kClearText.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    ::shutdown(fd_, SHUT_WR);
}

TlsConnection::TlsConnection(gnutls_session_t session, int fd, std::shared_ptr<const Tls> tls)
    : tls_(std::move(tls)), fd_(fd) {
    constexpr std::string_view kOnlyHttp1 = "http/1.1";
    const gnutls_datum_t protocol = datum(kOnlyHttp1);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, tls_->credentials_);
    gnutls_priority_set(session, tls_->priorities_);
    gnutls_alpn_set_protocols(session, &protocol, 1, 0);
    gnutls_session_set_ptr(session, this);
    gnutls_handshake_set_hook_function(session, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_BOTH, Callbacks::handshake);
    if (tls_->client_auth_ != ClientAuth::none) {
        // What it must show is for verify() to say: GnuTLS would end the connection without an alert.
        gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUEST);
        gnutls_session_set_verify_function(session, Callbacks::verify);
    }
    gnutls_transport_ptr_t receives = nullptr;
    gnutls_transport_ptr_t sends = nullptr;
    gnutls_transport_get_ptr2(session, &receives, &sends);
    gnutls_transport_set_ptr2(session, this, sends);
    gnutls_transport_set_pull_function(session, Callbacks::pull);
}

}  // namespace snmpolld::http
