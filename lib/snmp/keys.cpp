#include "snmp/keys.hpp"

#include <array>
#include <string>

#include "snmp/algorithms.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

constexpr size_t kMinPassphrase = 8;

Result<Secret> keyOf(ObjectId auth, const Secret& passphrase, std::string_view what) {
    const std::string_view text = passphrase.reveal();
    if (text.size() < kMinPassphrase)
        return usageError("the " + std::string(what) + " is shorter than 8 characters (RFC 3414 section 11.2)");
    std::array<u_char, USM_LENGTH_KU_HASHBLOCK> ku{};
    size_t length = ku.size();
    const int rc = generate_Ku(auth.data(), static_cast<u_int>(auth.size()),
                               reinterpret_cast<const u_char*>(text.data()), text.size(), ku.data(), &length);
    Secret key(std::string_view(reinterpret_cast<const char*>(ku.data()), length));
    wipeMemory(ku.data(), ku.size());
    if (rc != SNMPERR_SUCCESS) return usageError("no key can be made from the " + std::string(what));
    return key;
}

// Fills `key` from `passphrase` unless it is there already.
Result<void> derive(ObjectId auth, Secret& passphrase, Secret& key, std::string_view what) {
    if (passphrase.empty() && !key.empty()) return {};
    auto made = keyOf(auth, passphrase, what);
    if (!made) return tl::unexpected(made.error());
    key = std::move(*made);
    passphrase = Secret();
    return {};
}

}  // namespace

Result<void> deriveKeys(model::Credentials& credentials) {
    using enum model::SecurityLevel;
    if (credentials.version != model::Version::v3 || credentials.security_level == noAuthNoPriv) return {};
    const auto auth = authOid(credentials.auth_protocol);
    if (credentials.auth_protocol == model::AuthProtocol::none || !auth)
        return usageError("the authentication protocol is missing or not in this libnetsnmp");
    if (const auto ok = derive(*auth, credentials.password, credentials.auth_key, "authentication passphrase"); !ok)
        return ok;
    if (credentials.security_level == authNoPriv) return {};
    if (credentials.priv_protocol == model::PrivProtocol::none || !privOid(credentials.priv_protocol))
        return usageError("the privacy protocol is missing or not in this libnetsnmp");
    return derive(*auth, credentials.priv_password, credentials.priv_key, "privacy passphrase");
}

}  // namespace snmpolld::snmp
