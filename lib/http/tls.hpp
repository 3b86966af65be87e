// Tls: certificate, key and rules for connections to come (GnuTLS). TlsConnection: one connection that has begun with
// them. libmicrohttpd drives the handshake; nothing here blocks.
#pragma once

#include <gnutls/gnutls.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/web_settings.hpp"

namespace snmpolld::http {

class Tls {
  public:
    // Errors: GnuTLS does not take the certificate, the key or the authorities.
    static Result<std::shared_ptr<const Tls>> make(const model::TlsSettings& settings);
    ~Tls();
    Tls(const Tls&) = delete;

  private:
    friend class TlsConnection;

    explicit Tls(const model::TlsSettings& settings)
        : client_auth_(settings.client_auth), allowed_names_(settings.allowed_names) {}
    Result<void> load(const model::TlsSettings& settings);
    // Whether the client may go on with the handshake.
    bool admits(gnutls_session_t session) const;
    bool isVerified(gnutls_session_t session) const;
    bool hasAllowedName(const gnutls_datum_t& certificate) const;

    model::ClientAuth client_auth_;
    std::vector<std::string> allowed_names_;
    gnutls_certificate_credentials_t credentials_ = nullptr;
    gnutls_priority_t priorities_ = nullptr;
};

class TlsConnection {
  public:
    // Prepares a session whose handshake has not begun. `fd`: its socket. Must outlive the handshake.
    TlsConnection(gnutls_session_t session, int fd, std::shared_ptr<const Tls> tls);
    TlsConnection(const TlsConnection&) = delete;

    // How far the handshake has come.
    bool hasBegun() const { return begun_; }
    bool isSecured() const { return secured_; }
    bool hasShownCertificates() const { return shown_; }  // or said that it has none

  private:
    struct Callbacks;
    void refuseClearText() const;

    std::shared_ptr<const Tls> tls_;
    int fd_;
    bool begun_ = false;    // something has been read
    bool shown_ = false;    // the client's message about its certificates has come
    bool secured_ = false;  // the handshake has come to its end
};

}  // namespace snmpolld::http
