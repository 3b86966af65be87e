// How to authenticate to an agent: an entry of `auths`, or what the command line or `community@host` says. The words
// are those of snmp_exporter. Credentials are shared by many targets and never change after loading.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "model/quirks.hpp"

namespace snmpolld::model {

enum class Version : uint8_t { v1, v2c, v3 };
enum class SecurityLevel : uint8_t { noAuthNoPriv, authNoPriv, authPriv };
enum class AuthProtocol : uint8_t { none, MD5, SHA, SHA224, SHA256, SHA384, SHA512 };
enum class PrivProtocol : uint8_t { none, DES, AES, AES192, AES256, AES192C, AES256C };

// Their words, in the order of the enumerators; those of `none` are left out.
inline constexpr std::string_view kSecurityLevelWords = "noAuthNoPriv|authNoPriv|authPriv";
inline constexpr std::string_view kAuthProtocolWords = "MD5|SHA|SHA224|SHA256|SHA384|SHA512";
inline constexpr std::string_view kPrivProtocolWords = "DES|AES|AES192|AES256|AES192C|AES256C";

struct Credentials {
    Version version = Version::v2c;
    Secret community{"public"};  // v1, v2c

    // v3 (RFC 3414). Passphrases and the keys made of them live in the supervisor only; workers get LocalKeys.
    std::string username;
    SecurityLevel security_level = SecurityLevel::noAuthNoPriv;
    AuthProtocol auth_protocol = AuthProtocol::none;
    Secret password;
    PrivProtocol priv_protocol = PrivProtocol::none;
    Secret priv_password;
    std::string context_name;
    std::string context_engine_id;  // raw bytes; empty: the security engine ID
    std::string engine_id;          // raw bytes of a pinned security engine ID; empty: discovered
    Secret auth_key;                // Ku by snmp::deriveKeys, not localised
    Secret priv_key;
    Quirks quirks;  // of all agents that have these credentials

    bool operator==(const Credentials&) const = default;
};

// Whether a message needs the keys of its engine.
inline bool needsKeys(const Credentials& credentials) {
    return credentials.version == Version::v3 && credentials.security_level != SecurityLevel::noAuthNoPriv;
}

std::string_view versionName(Version version);             // "1", "2c", "3"
std::string_view securityLevelName(SecurityLevel level);   // "authPriv"
std::string_view authProtocolName(AuthProtocol protocol);  // "SHA256"; "" for none
std::string_view privProtocolName(PrivProtocol protocol);  // "AES"; "" for none

}  // namespace snmpolld::model
