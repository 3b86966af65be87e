#include "config/auths.hpp"

#include <algorithm>
#include <array>

#include "config/poll_options.hpp"
#include "config/section.hpp"

namespace snmpolld::config {

namespace {

using model::AuthProtocol;
using model::Credentials;
using model::PrivProtocol;
using model::SecurityLevel;
using model::Version;

constexpr size_t kMinPassphrase = 8;  // RFC 3414 section 11.2
constexpr size_t kMaxUsername = 32;   // RFC 3414 section 5, usmUserName
constexpr size_t kMaxCommunity = 255;
constexpr size_t kMaxContextName = 255;  // RFC 3411 section 5, SnmpAdminString
constexpr size_t kMinEngineId = 5;       // RFC 3411 section 5, SnmpEngineID
constexpr size_t kMaxEngineId = 32;

constexpr std::array<std::string_view, 9> kOnlyV3{"username",     "security_level", "auth_protocol",
                                                  "password",     "priv_protocol",  "priv_password",
                                                  "context_name", "engine_id",      "context_engine_id"};

Version versionOf(const std::string& word) {
    return word == "3" ? Version::v3 : word == "1" ? Version::v1 : Version::v2c;
}

Result<void> checkCommunity(const Section& section, AuthStyle style) {
    for (const std::string_view key : kOnlyV3)
        if (style == AuthStyle::strict && section.has(key))
            return section.bad(key, "applies only to version 3, and this is version " + section.text("version"));
    if (section.text("community").size() > kMaxCommunity) return section.bad("community", "longer than 255 octets");
    return {};
}

Result<void> checkEngineId(const Section& section, std::string_view key) {
    const std::string id = section.octets(key);
    if (id.empty() || (id.size() >= kMinEngineId && id.size() <= kMaxEngineId)) return {};
    return section.bad(key, "an engine ID has 5 to 32 octets, not " + std::to_string(id.size()));
}

Result<void> checkPassphrase(const Section& section, std::string_view key, bool needed, const std::string& level) {
    if (!needed) return {};
    if (!section.has(key)) return section.bad(key, "missing, and security_level " + level + " needs it");
    const std::string passphrase = section.text(key);
    if (passphrase.size() < kMinPassphrase && passphrase != kMaskedSecret)
        return section.bad(key, "shorter than 8 characters");
    return {};
}

// Refuses what an SNMPv3 user is given without effect.
Result<void> checkNeedless(const Section& section, SecurityLevel level) {
    if (section.has("community"))
        return section.bad("community", "applies only to versions 1 and 2, and this is version 3");
    const std::string word(model::securityLevelName(level));
    if (level == SecurityLevel::noAuthNoPriv && section.has("password"))
        return section.bad("password", "has no effect with security_level " + word);
    if (level != SecurityLevel::authPriv && section.has("priv_password"))
        return section.bad("priv_password", "has no effect with security_level " + word);
    return {};
}

Result<void> checkUser(const Section& section, SecurityLevel level) {
    const std::string username = section.text("username");
    if (username.empty()) return section.bad("username", "missing, and version 3 needs it");
    if (username.size() > kMaxUsername) return section.bad("username", "longer than 32 octets");
    const std::string word(model::securityLevelName(level));
    const bool auth = level != SecurityLevel::noAuthNoPriv;
    if (const auto done = checkPassphrase(section, "password", auth, word); !done) return done;
    const bool priv = level == SecurityLevel::authPriv;
    if (const auto done = checkPassphrase(section, "priv_password", priv, word); !done) return done;
    if (section.text("context_name").size() > kMaxContextName)
        return section.bad("context_name", "longer than 255 octets");
    if (const auto done = checkEngineId(section, "engine_id"); !done) return done;
    return checkEngineId(section, "context_engine_id");
}

// Passphrases and protocols that the security level does not use stay empty, so that a dump shows what is in effect.
void fillUser(const Section& section, Credentials& out) {
    out.community = Secret();
    out.username = section.text("username");
    out.context_name = section.text("context_name");
    out.engine_id = section.octets("engine_id");
    out.context_engine_id = section.octets("context_engine_id");
    if (out.security_level == SecurityLevel::noAuthNoPriv) return;
    out.auth_protocol = section.choice("auth_protocol", AuthProtocol::MD5);
    out.password = Secret(section.text("password"));
    if (out.security_level == SecurityLevel::authNoPriv) return;
    out.priv_protocol = section.choice("priv_protocol", PrivProtocol::DES);
    out.priv_password = Secret(section.text("priv_password"));
}

}  // namespace

Result<std::shared_ptr<Credentials>> readAuth(const Source& source, const YamlNode& node, AuthStyle style) {
    const auto section = Section::read(source, node, "auths");
    if (!section) return tl::unexpected(section.error());
    auto out = std::make_shared<Credentials>();
    out->version = versionOf(section->text("version"));
    out->quirks = readQuirks(*section);
    if (out->version != Version::v3) {
        if (const auto done = checkCommunity(*section, style); !done) return tl::unexpected(done.error());
        out->community = Secret(section->text("community"));
        return out;
    }
    out->security_level = section->choice<SecurityLevel>("security_level");
    if (style == AuthStyle::strict)
        if (const auto done = checkNeedless(*section, out->security_level); !done) return tl::unexpected(done.error());
    if (const auto done = checkUser(*section, out->security_level); !done) return tl::unexpected(done.error());
    fillUser(*section, *out);
    return out;
}

}  // namespace snmpolld::config
