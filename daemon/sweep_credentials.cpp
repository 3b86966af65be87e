#include "sweep_credentials.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>

#include "base/text.hpp"
#include "config/load.hpp"
#include "snmp/keys.hpp"

namespace snmpolld::daemon {

namespace {

using model::AuthProtocol;
using model::Credentials;
using model::PrivProtocol;
using model::SecurityLevel;
using model::Version;

// In upper case without "-" and "_", so that "sha-256" and "SHA256" are the same word.
std::string folded(std::string_view word) {
    std::string out;
    for (const char c : word)
        if (c != '-' && c != '_') out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

template <typename T>
Result<T> choose(const char* option, const std::string& word, const std::map<std::string, T>& choices) {
    for (const auto& [name, value] : choices)
        if (folded(name) == folded(word)) return value;
    std::string names;
    for (const auto& [name, value] : choices)
        names += (names.empty() ? "" : ", ") + name;
    return usageError(std::string(option) + " " + word + ": expected one of " + names);
}

const std::map<std::string, Version> kVersions{
    {"1", Version::v1}, {"2c", Version::v2c}, {"2", Version::v2c}, {"3", Version::v3}};
const std::map<std::string, SecurityLevel> kLevels{{"noAuthNoPriv", SecurityLevel::noAuthNoPriv},
                                                   {"authNoPriv", SecurityLevel::authNoPriv},
                                                   {"authPriv", SecurityLevel::authPriv}};
const std::map<std::string, AuthProtocol> kAuthProtocols{
    {"MD5", AuthProtocol::MD5},       {"SHA", AuthProtocol::SHA},       {"SHA224", AuthProtocol::SHA224},
    {"SHA256", AuthProtocol::SHA256}, {"SHA384", AuthProtocol::SHA384}, {"SHA512", AuthProtocol::SHA512}};
const std::map<std::string, PrivProtocol> kPrivProtocols{
    {"DES", PrivProtocol::DES},        {"AES", PrivProtocol::AES},       {"AES128", PrivProtocol::AES},
    {"AES192", PrivProtocol::AES192},  {"AES256", PrivProtocol::AES256}, {"AES192C", PrivProtocol::AES192C},
    {"AES256C", PrivProtocol::AES256C}};

// @FILE, env:NAME or the secret itself.
Result<Secret> secretOf(const char* option, const std::string& text) {
    if (text.starts_with('@')) {
        auto secret = config::readSecretFile(text.substr(1));
        if (!secret) return withContext(option, secret.error());
        return secret;
    }
    if (!text.starts_with("env:")) return Secret(text);
    const char* value = std::getenv(text.substr(4).c_str());
    if (value == nullptr) return usageError(std::string(option) + " " + text + ": the variable is not set");
    return Secret(value);
}

Result<std::string> engineIdOf(const std::string& text) {
    const std::string digits = text.starts_with("0x") ? text.substr(2) : text;
    const bool hex = digits.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (!hex || digits.size() % 2 != 0 || digits.size() < 10 || digits.size() > 64)
        return usageError("-e " + text + ": an engine ID has 5 to 32 octets in hex");
    std::string bytes;
    for (size_t i = 0; i < digits.size(); i += 2)
        bytes += static_cast<char>(std::stoul(digits.substr(i, 2), nullptr, 16));
    return bytes;
}

Result<void> readUser(const CredentialOptions& o, Credentials& c) {
    if (!o.user) return usageError("-v 3 needs a user: -u NAME");
    c.username = *o.user;
    if (c.username.empty() || c.username.size() > 32) return usageError("-u: a user name has 1 to 32 octets");
    c.context_name = o.context.value_or("");
    c.security_level = o.priv_pass   ? SecurityLevel::authPriv
                       : o.auth_pass ? SecurityLevel::authNoPriv
                                     : SecurityLevel::noAuthNoPriv;
    if (o.level) {
        const auto level = choose("-l", *o.level, kLevels);
        if (!level) return tl::unexpected(level.error());
        c.security_level = *level;
    }
    if (!o.engine_id) return {};
    auto engine_id = engineIdOf(*o.engine_id);
    if (!engine_id) return tl::unexpected(engine_id.error());
    c.engine_id = *engine_id;
    return {};
}

Result<void> readAuth(const CredentialOptions& o, Credentials& c) {
    if (c.security_level == SecurityLevel::noAuthNoPriv) return {};
    if (!o.auth_pass)
        return usageError("-l " + std::string(securityLevelName(c.security_level)) + " needs -A PASSPHRASE");
    const auto protocol = choose("-a", o.auth_protocol.value_or("MD5"), kAuthProtocols);
    if (!protocol) return tl::unexpected(protocol.error());
    auto secret = secretOf("-A", *o.auth_pass);
    if (!secret) return tl::unexpected(secret.error());
    c.auth_protocol = *protocol;
    c.password = std::move(*secret);
    return {};
}

Result<void> readPriv(const CredentialOptions& o, Credentials& c) {
    if (c.security_level != SecurityLevel::authPriv) return {};
    if (!o.priv_pass) return usageError("-l authPriv needs -X PASSPHRASE");
    const auto protocol = choose("-x", o.priv_protocol.value_or("DES"), kPrivProtocols);
    if (!protocol) return tl::unexpected(protocol.error());
    auto secret = secretOf("-X", *o.priv_pass);
    if (!secret) return tl::unexpected(secret.error());
    c.priv_protocol = *protocol;
    c.priv_password = std::move(*secret);
    return {};
}

Result<void> readV3(const CredentialOptions& o, Credentials& c) {
    for (auto* read : {readUser, readAuth, readPriv})
        if (auto done = read(o, c); !done) return done;
    return {};
}

Result<void> readCommunity(const CredentialOptions& o, Credentials& c) {
    for (const auto& [option, value] :
         {std::pair{"-u", &o.user}, {"-l", &o.level}, {"-A", &o.auth_pass}, {"-X", &o.priv_pass}})
        if (value->has_value()) return usageError(std::string(option) + " requires -v 3");
    if (!o.community) return {};
    auto secret = secretOf("-c", *o.community);
    if (!secret) return tl::unexpected(secret.error());
    if (secret->empty()) return usageError("-c: the community is empty");
    c.community = std::move(*secret);
    return {};
}

bool givenByLetters(const CredentialOptions& o) {
    const auto letters = {&o.version,   &o.community,     &o.user,      &o.level,   &o.auth_protocol,
                          &o.auth_pass, &o.priv_protocol, &o.priv_pass, &o.context, &o.engine_id};
    return std::any_of(letters.begin(), letters.end(), [](const auto* letter) { return letter->has_value(); });
}

Result<std::shared_ptr<const Credentials>> fromConfig(const std::string& name, const config::Config& config) {
    const auto it = config.auths.find(name);
    if (it != config.auths.end()) {
        if (auto derived = snmp::deriveKeys(*it->second); !derived) return withContext("auth " + name, derived.error());
        return std::shared_ptr<const Credentials>(it->second);
    }
    std::vector<std::string> names;
    for (const auto& [known, credentials] : config.auths)
        names.push_back(known);
    const std::string near = nearestWord(name, names);
    return usageError("--auth " + name + ": no such auth" + (near.empty() ? "" : "; did you mean " + near + "?"));
}

Result<std::shared_ptr<const Credentials>> fromLetters(const CredentialOptions& o) {
    auto credentials = std::make_shared<Credentials>();
    const auto version = choose("-v", o.version.value_or(o.user ? "3" : "2c"), kVersions);
    if (!version) return tl::unexpected(version.error());
    credentials->version = *version;
    auto read = *version == Version::v3 ? readV3(o, *credentials) : readCommunity(o, *credentials);
    if (!read) return tl::unexpected(read.error());
    if (auto derived = snmp::deriveKeys(*credentials); !derived) return tl::unexpected(derived.error());
    return std::shared_ptr<const Credentials>(credentials);
}

void wipeEnd(char* argument, const std::string& secret) {
    const size_t length = std::strlen(argument);
    if (secret.empty() || length < secret.size()) return;
    char* start = argument + length - secret.size();
    if (secret == start) std::memset(start, '*', secret.size());
}

}  // namespace

Result<std::shared_ptr<const Credentials>> sweepCredentials(const CredentialOptions& options,
                                                            const config::Config& config) {
    if (!givenByLetters(options)) return fromConfig(options.auth.empty() ? config.defaults.auth : options.auth, config);
    if (!options.auth.empty())
        return usageError("--auth " + options.auth +
                          " cannot be combined with -v, -c, -u and the other credential options");
    return fromLetters(options);
}

void wipeArguments(std::span<char*> arguments, const SweepOptions& options) {
    const CredentialOptions& c = options.credentials;
    for (char* argument : arguments) {
        for (const auto* secret : {&c.auth_pass, &c.priv_pass, &c.community})
            if (*secret && !(*secret)->starts_with('@') && !(*secret)->starts_with("env:")) wipeEnd(argument, **secret);
        char* at = std::strrchr(argument, '@');
        const bool target =
            std::find(options.targets.begin(), options.targets.end(), argument) != options.targets.end();
        if (target && at != nullptr) std::memset(argument, '*', static_cast<size_t>(at - argument));
    }
}

}  // namespace snmpolld::daemon
