#include "config/web_tls.hpp"

#include <algorithm>

#include "certs/certificate.hpp"
#include "config/files.hpp"
#include "config/load.hpp"
#include "config/section.hpp"

namespace snmpolld::config {

namespace {

using model::ClientAuth;
using model::TlsSettings;

constexpr size_t kMostOfCertificates = size_t{4} << 20;

// A key that is given as itself or as a file: which of the two, "" if neither.
Result<std::string> givenForm(const Section& section, const std::string& key) {
    const std::string file = key + "_file";
    const bool itself = !section.text(key).empty();
    const bool as_file = !section.text(file).empty();
    if (itself && as_file) return section.bad(file, "both " + key + " and " + file + " are given");
    return itself ? key : as_file ? file : std::string();
}

Result<Secret> readSecretOf(const Source& source, const Section& section, const std::string& form, WebConfig& out) {
    if (!form.ends_with("_file")) return Secret(section.text(form));
    const auto file = source.resolve(section.text(form));
    willRead(file, out);
    auto secret = readSecretFile(file);
    if (!secret) return section.bad(form, secret.error().message);
    return secret;
}

Result<std::string> readTextOf(const Source& source, const Section& section, const std::string& form, WebConfig& out) {
    if (!form.ends_with("_file")) return section.text(form);
    const auto file = source.resolve(section.text(form));
    willRead(file, out);
    auto content = readConfigFile(file);
    if (!content) return section.bad(form, content.error().message);
    if (content->size() > kMostOfCertificates) return section.bad(form, file.string() + ": larger than 4 MiB");
    return content;
}

// The sentence with the file's name, if it is about a file.
tl::unexpected<Error> badContent(const Source& source, const Section& section, const std::string& form,
                                 const Error& error) {
    const bool as_file = form.ends_with("_file");
    return section.bad(form, (as_file ? source.resolve(section.text(form)).string() + ": " : "") + error.message);
}

void warnOfTime(const Section& section, const std::string& form, const certs::Chain& chain, WallTime now,
                WebConfig& out) {
    const std::string trouble = certs::troubleWithTime(chain, now);
    if (trouble.empty()) return;
    out.warnings.push_back(section.where(form) + ": " + form + ": the certificate of " + chain.subject + " " + trouble);
}

struct Identity {
    certs::Chain chain;
    certs::PrivateKey key;
};

Result<Identity> readIdentity(const Source& source, const Section& section, WallTime now, WebConfig& out) {
    const auto cert_form = givenForm(section, "cert");
    if (!cert_form) return tl::unexpected(cert_form.error());
    const auto key_form = givenForm(section, "key");
    if (!key_form) return tl::unexpected(key_form.error());
    if (cert_form->empty()) return section.bad("cert_file", "missing: TLS needs a certificate (cert_file or cert)");
    if (key_form->empty()) return section.bad("key_file", "missing: TLS needs a private key (key_file or key)");
    const auto pem = readTextOf(source, section, *cert_form, out);
    if (!pem) return tl::unexpected(pem.error());
    auto chain = certs::readChain(*pem);
    if (!chain) return badContent(source, section, *cert_form, chain.error());
    const auto secret = readSecretOf(source, section, *key_form, out);
    if (!secret) return tl::unexpected(secret.error());
    auto key = certs::readKey(secret->reveal(), *chain);
    if (!key) return badContent(source, section, *key_form, key.error());
    warnOfTime(section, *cert_form, *chain, now, out);
    return Identity{.chain = std::move(*chain), .key = std::move(*key)};
}

// RequireClientCert is an old name of RequireAnyClientCert.
ClientAuth clientAuthOf(const Section& section) {
    if (section.text("client_auth_type") == "RequireClientCert") return ClientAuth::require_any;
    return section.choice<ClientAuth>("client_auth_type");
}

std::string troubleWithClients(const TlsSettings& tls) {
    if (tls.client_auth == ClientAuth::none && !tls.authorities.empty())
        return "there is a client_ca, but no client is asked for a certificate; say RequireAndVerifyClientCert";
    if (tls.client_auth == ClientAuth::none && !tls.allowed_names.empty())
        return "there are client_allowed_sans, but no client is asked for a certificate; say "
               "RequireAndVerifyClientCert";
    if (tls.client_auth == ClientAuth::require_and_verify && tls.authorities.empty())
        return "it needs client_ca_file or client_ca, or no client could be verified";
    return "";
}

Result<void> readClients(const Source& source, const Section& section, WallTime now, WebConfig& out) {
    TlsSettings& tls = *out.settings.tls;
    tls.client_auth = clientAuthOf(section);
    for (const auto& item : section.items("client_allowed_sans"))
        tls.allowed_names.push_back(item.text);
    const auto form = givenForm(section, "client_ca");
    if (!form) return tl::unexpected(form.error());
    if (!form->empty()) {
        const auto pem = readTextOf(source, section, *form, out);
        if (!pem) return tl::unexpected(pem.error());
        const auto chain = certs::readChain(*pem);
        if (!chain) return badContent(source, section, *form, chain.error());
        warnOfTime(section, *form, *chain, now, out);
        tls.authorities = chain->pem;
    }
    const std::string wrong = troubleWithClients(tls);
    return wrong.empty() ? Result<void>{} : section.bad("client_auth_type", wrong);
}

// A certificate's key goes with some of the suites; those of TLS 1.3 go with any.
Result<void> readSuites(const Section& section, bool is_rsa, TlsSettings& tls) {
    const std::string_view other = is_rsa ? "TLS_ECDHE_ECDSA_" : "TLS_ECDHE_RSA_";
    for (const auto& item : section.items("cipher_suites"))
        if (!item.text.starts_with(other)) tls.cipher_suites.push_back(item.text);
    const bool has_old =
        std::ranges::any_of(tls.cipher_suites, [](const auto& s) { return s.find("_WITH_") != s.npos; });
    if (section.items("cipher_suites").empty() || has_old || tls.highest == model::TlsVersion::tls13) {
        if (tls.cipher_suites.empty() && !section.items("cipher_suites").empty()) tls.lowest = model::TlsVersion::tls13;
        return {};
    }
    return section.bad("cipher_suites", "none of them goes with the " + std::string(is_rsa ? "RSA" : "EC") +
                                            " key of the certificate in the versions allowed");
}

Result<void> readVersions(const Section& section, bool is_rsa, TlsSettings& tls) {
    tls.lowest = section.choice<model::TlsVersion>("min_version");
    tls.highest = section.choice<model::TlsVersion>("max_version");
    if (tls.lowest > tls.highest)
        return section.bad("min_version",
                           section.text("min_version") + " is above the max_version, " + section.text("max_version"));
    for (const auto& item : section.items("curve_preferences"))
        tls.curves.push_back(item.text);
    tls.prefers_own_order = section.boolean("prefer_server_cipher_suites");
    return readSuites(section, is_rsa, tls);
}

// Whether anything says that TLS is wanted.
bool isAboutTls(const Section& section) {
    constexpr std::string_view kKeys[] = {"cert",
                                          "cert_file",
                                          "key",
                                          "key_file",
                                          "client_ca",
                                          "client_ca_file",
                                          "client_auth_type",
                                          "client_allowed_sans"};
    return std::ranges::any_of(kKeys, [&](std::string_view key) { return section.has(key); });
}

// The section without keys that have no value, as templates leave them. What TLS cannot do without is never left out,
// so that a template that was filled in badly is no HTTP in clear.
YamlNode withoutEmpty(const Source& source, const YamlNode& node) {
    YamlNode filled = node;
    filled.children.clear();
    for (size_t i = 0; i + 1 < node.children.size(); i += 2) {
        const std::string_view key = source.at(node.children[i]).text;
        const YamlNode& value = source.at(node.children[i + 1]);
        const bool is_needed = key.starts_with("cert") || key.starts_with("key");
        const bool is_empty = value.kind == YamlKind::null || (value.kind == YamlKind::scalar && value.text.empty());
        if (is_needed || !is_empty || findOption("tls_server_config", key) == nullptr)
            filled.children.insert(filled.children.end(), {node.children[i], node.children[i + 1]});
    }
    return filled;
}

}  // namespace

Result<void> readWebTls(const Source& source, const YamlNode& node, WallTime now, WebConfig& out) {
    const YamlNode filled = node.kind == YamlKind::map ? withoutEmpty(source, node) : node;
    const auto section = Section::read(source, filled, "tls_server_config");
    if (!section) return tl::unexpected(section.error());
    if (!isAboutTls(*section)) return {};
    auto identity = readIdentity(source, *section, now, out);
    if (!identity) return tl::unexpected(identity.error());
    TlsSettings& tls = out.settings.tls.emplace();
    tls.certificates = std::move(identity->chain.pem);
    tls.key = std::move(identity->key.pem);
    if (const auto done = readClients(source, *section, now, out); !done) return done;
    return readVersions(*section, identity->key.is_rsa, tls);
}

}  // namespace snmpolld::config
