#include "config/web_config.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "config/load.hpp"
#include "config/section.hpp"
#include "config/web_tls.hpp"

namespace snmpolld::config {

namespace {

constexpr size_t kMostUsers = 1000;
constexpr size_t kBcryptHash = 60;  // octets of "$2b$12$", the salt and the hash
// A wrong password costs as much time as a right one, and anybody may send some.
constexpr int kMostBcryptCost = 14;
constexpr int kLeastBcryptCost = 4;
constexpr std::string_view kBcryptDigits = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

int64_t nanoseconds(const timespec& time) {
    return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::optional<FileMark> markOf(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return std::nullopt;
#ifdef __APPLE__
    const timespec& written = status.st_mtimespec;
    const timespec& changed = status.st_ctimespec;
#else
    const timespec& written = status.st_mtim;
    const timespec& changed = status.st_ctim;
#endif
    return FileMark{.device = static_cast<uint64_t>(status.st_dev),
                    .number = static_cast<uint64_t>(status.st_ino),
                    .size = static_cast<uint64_t>(status.st_size),
                    .written = nanoseconds(written),
                    .changed = nanoseconds(changed)};
}

// A header that a web config may set, and its values; none: any.
struct KnownHeader {
    std::string_view name;
    std::array<std::string_view, 2> values{};
};

constexpr std::array kHeaders{
    KnownHeader{"Content-Security-Policy"},
    KnownHeader{"Strict-Transport-Security"},
    KnownHeader{"X-Content-Type-Options", {"nosniff"}},
    KnownHeader{"X-Frame-Options", {"deny", "sameorigin"}},
    KnownHeader{"X-XSS-Protection"},
};

std::string namesOfHeaders() {
    std::string names;
    for (const KnownHeader& header : kHeaders)
        names += (names.empty() ? "" : ", ") + std::string(header.name);
    return names;
}

Result<void> readHeader(const Source& source, const YamlNode& key, const YamlNode& value, model::WebSettings& out) {
    const std::string subject = "headers: " + printable(key.text);
    const auto* known = std::ranges::find(kHeaders, std::string_view(key.text), &KnownHeader::name);
    if (known == kHeaders.end()) return source.bad(key, subject + " cannot be set; known are " + namesOfHeaders());
    if (value.kind == YamlKind::null) return {};
    if (value.kind != YamlKind::scalar) return source.bad(value, subject + ": one value is expected");
    if (hasControlOctet(value.text)) return source.bad(value, subject + ": a control character in a header");
    const bool is_one = std::ranges::find(known->values, std::string_view(value.text)) != known->values.end();
    if (!known->values[0].empty() && !is_one)
        return source.bad(value, subject + ": is not " + std::string(known->values[0]) +
                                     (known->values[1].empty() ? "" : " or " + std::string(known->values[1])));
    if (!value.text.empty()) out.headers.emplace_back(key.text, value.text);
    return {};
}

Result<void> readHttp(const Source& source, const YamlNode& node, model::WebSettings& out) {
    const auto section = Section::read(source, node, "http_server_config");
    if (!section) return tl::unexpected(section.error());
    const YamlNode* headers = section->node("headers");
    for (size_t i = 0; headers != nullptr && i + 1 < headers->children.size(); i += 2)
        if (const auto done =
                readHeader(source, source.at(headers->children[i]), source.at(headers->children[i + 1]), out);
            !done)
            return done;
    return {};
}

bool isBcrypt(std::string_view hash) {
    if (hash.size() != kBcryptHash || hash[3] != '$' || hash[6] != '$') return false;
    if (!hash.starts_with("$2a") && !hash.starts_with("$2b") && !hash.starts_with("$2y")) return false;
    return hash.substr(4, 2).find_first_not_of("0123456789") == hash.npos &&
           hash.substr(7).find_first_not_of(kBcryptDigits) == hash.npos;
}

// What is wrong with the hash, which the sentence does not repeat; "" if nothing is.
std::string troubleWithHash(std::string_view hash) {
    if (!isBcrypt(hash)) return "is not a bcrypt hash ($2a$, $2b$ or $2y$); make one: htpasswd -nBC 10 USER";
    const int cost = (hash[4] - '0') * 10 + (hash[5] - '0');
    if (cost < kLeastBcryptCost) return "bcrypt has no cost below 4";
    if (cost <= kMostBcryptCost) return "";
    return "the cost of the hash is " + std::to_string(cost) +
           "; at most 14 is accepted, since each password that anybody sends costs as much; make "
           "another: htpasswd -nBC 10 USER";
}

Result<void> readUser(const Source& source, const YamlNode& key, const YamlNode& value, model::WebSettings& out) {
    const std::string subject = "basic_auth_users: " + printable(key.text);
    if (key.text.find(':') != std::string::npos) return source.bad(key, subject + ": a user's name has no colon");
    if (value.kind != YamlKind::scalar) return source.bad(value, subject + ": a bcrypt hash is expected");
    if (const auto hidden = source.checkSecret(value, "basic_auth_users", value.text); !hidden) return hidden;
    if (const std::string wrong = troubleWithHash(value.text); !wrong.empty())
        return source.bad(value, subject + ": " + wrong);
    out.users.push_back({.name = key.text, .hash = Secret(value.text)});
    return {};
}

Result<void> readUsers(const Source& source, const YamlNode& node, model::WebSettings& out) {
    if (node.children.size() / 2 > kMostUsers) return source.bad(node, "basic_auth_users: more than 1000 users");
    for (size_t i = 0; i + 1 < node.children.size(); i += 2)
        if (const auto done = readUser(source, source.at(node.children[i]), source.at(node.children[i + 1]), out);
            !done)
            return done;
    return {};
}

Result<void> readRate(const Source& source, const YamlNode& node, model::WebSettings& out) {
    const auto section = Section::read(source, node, "rate_limit");
    if (!section) return tl::unexpected(section.error());
    out.request_interval = section->duration("interval");
    out.request_burst = static_cast<uint32_t>(section->integer("burst"));
    if (out.request_interval > Duration::zero() && out.request_burst == 0)
        return section->bad("burst", "0 or missing, so that no request would ever be answered");
    return {};
}

// As Prometheus does, a web config that asks for nothing is accepted, although it can hardly be meant.
void warnOfOpenness(const Section& top, WebConfig& out) {
    if (!out.settings.tls && out.settings.users.empty())
        out.warnings.push_back(out.files.front().path.string() + " asks for neither TLS nor passwords");
    else if (out.settings.users.empty() && top.has("basic_auth_users"))
        out.warnings.push_back(top.where("basic_auth_users") +
                               ": basic_auth_users: there is no user in it, so that no password is asked for");
}

Result<void> readAll(const Source& source, WallTime now, WebConfig& out) {
    const auto top = Section::read(source, source.root(), "web_config");
    if (!top) return tl::unexpected(top.error());
    const auto part = [&](std::string_view key, auto read) -> Result<void> {
        const YamlNode* node = top->node(key);
        return node == nullptr || node->kind == YamlKind::null ? Result<void>{} : read(source, *node, out.settings);
    };
    const YamlNode* tls = top->node("tls_server_config");
    if (tls != nullptr && tls->kind != YamlKind::null)
        if (const auto done = readWebTls(source, *tls, now, out); !done) return done;
    const auto done = part("http_server_config", readHttp)
                          .and_then([&] { return part("basic_auth_users", readUsers); })
                          .and_then([&] { return part("rate_limit", readRate); });
    if (done) warnOfOpenness(*top, out);
    return done;
}

}  // namespace

void willRead(const std::filesystem::path& file, WebConfig& out) {
    out.files.push_back({.path = file, .mark = markOf(file)});
}

// No variable is expanded: the format has none, and a header may have "${".
Result<WebConfig> readWebConfig(const std::filesystem::path& file, const std::string& where, WallTime now) {
    WebConfig out;
    willRead(file, out);
    auto source = readSource(file, {});
    if (!source)
        return source.error().message.starts_with(file.string() + ":")
                   ? tl::unexpected(source.error())
                   : withContext(where + ": web_config_file", source.error());
    source->has_secrets_inside = true;
    const auto done = readAll(*source, now, out);
    for (YamlNode& node : source->document.nodes)
        wipeMemory(node.text.data(), node.text.size());
    if (!done) return usageError(done.error().message);
    return out;
}

bool haveChanged(const std::vector<WebConfig::File>& files) {
    return std::ranges::any_of(files, [](const WebConfig::File& file) { return markOf(file.path) != file.mark; });
}

}  // namespace snmpolld::config
