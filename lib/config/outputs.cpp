#include "config/outputs.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "config/section.hpp"

namespace snmpolld::config {

namespace {

using Keys = std::vector<std::string_view>;

constexpr std::array<std::string_view, 2> kOfFiles{"path", "sync"};
constexpr std::array<std::string_view, 9> kOfWriters{"name",          "url",     "username", "password", "token",
                                                     "batch_samples", "timeout", "tls",      "spool"};
constexpr std::array<std::string_view, 4> kOfInflux{"database", "retention_policy", "organization", "bucket"};

// Refuses keys that say nothing to this type of output.
Result<void> refuseKeys(const Section& section, std::span<const std::string_view> keys) {
    for (const std::string_view key : keys)
        if (section.has(key))
            return section.bad(key, "outputs of type " + section.text("type") + " have no such setting");
    return {};
}

Result<void> checkUrl(const Section& section, std::string_view url) {
    if (url.empty()) return section.bad("url", "missing");
    if (!url.starts_with("http://") && !url.starts_with("https://"))
        return section.bad("url", printable(url) + " does not begin with http:// or https://");
    const std::string_view authority = url.substr(url.find("://") + 3);
    if (authority.substr(0, authority.find('/')).find('@') != std::string_view::npos)
        return section.bad("url", "a user and a password belong in username and password_file");
    if (url.find_first_of("?# \t\"<>") != std::string_view::npos || !isPlainText(url))
        return section.bad("url", printable(url) + " has more than a host, a port and a path");
    return {};
}

Result<void> readTlsFiles(const Source& source, const Section& section, model::WriterSettings& to) {
    if (section.node("tls") == nullptr) return {};
    const auto tls = Section::read(source, *section.node("tls"), "output_tls");
    if (!tls) return tl::unexpected(tls.error());
    for (const auto& [key, file] : {std::pair("ca_file", &to.ca_file), std::pair("cert_file", &to.cert_file),
                                    std::pair("key_file", &to.key_file)})
        if (!tls->text(key).empty()) *file = std::filesystem::absolute(source.resolve(tls->text(key))).string();
    if (to.cert_file.empty() != to.key_file.empty())
        return tls->bad("cert_file", "cert_file and key_file need each other");
    to.insecure_skip_verify = tls->boolean("insecure_skip_verify");
    return {};
}

// Without the section there is a spool, too.
Result<void> readSpool(const Source& source, const Section& section, model::SpoolSettings& to) {
    static const YamlNode none{};
    const YamlNode* const node = section.node("spool");
    const auto spool = Section::read(source, node != nullptr ? *node : none, "spool");
    if (!spool) return tl::unexpected(spool.error());
    if (!spool->text("path").empty())
        to.folder = std::filesystem::absolute(source.resolve(spool->text("path"))).string();
    to.max_size = spool->size("max_size");
    to.max_age = spool->duration("max_age");
    to.order = spool->choice<model::SpoolOrder>("order");
    return {};
}

Result<void> checkDatabase(const Section& section, const model::WriterSettings& writer) {
    if (writer.type != model::WriterType::influx) return {};
    const bool is_second = !writer.organization.empty() || !writer.bucket.empty();
    if (is_second && (writer.bucket.empty() || !writer.database.empty()))
        return section.bad("bucket", "InfluxDB 2 has an organization and a bucket, InfluxDB 1 a database");
    if (!is_second && writer.database.empty())
        return section.bad("database", "missing; InfluxDB 2 has an organization and a bucket instead");
    return {};
}

Result<void> readWriter(const Source& source, const Section& section, Output& output) {
    model::WriterSettings& to = output.writer;
    to.type = output.type == OutputType::influx ? model::WriterType::influx : model::WriterType::remote_write;
    to.url = section.text("url");
    to.name = section.has("name") ? section.text("name") : section.text("type") + " " + to.url;
    to.database = section.text("database");
    to.retention_policy = section.text("retention_policy");
    to.organization = section.text("organization");
    to.bucket = section.text("bucket");
    to.job = to.type == model::WriterType::remote_write ? section.text("job") : "";
    to.username = section.text("username");
    to.password = Secret(section.text("password"));
    to.token = Secret(section.text("token"));
    to.batch_samples = static_cast<uint32_t>(section.integer("batch_samples"));
    to.flush_interval = section.duration("flush_interval");
    to.timeout = section.duration("timeout");
    if (to.name.empty()) return section.bad("name", "empty");
    if (section.has("record") && output.record != Recorded::metrics)
        return section.bad("record", "a database gets metrics only");
    output.record = Recorded::metrics;
    return checkUrl(section, to.url)
        .and_then([&] { return checkDatabase(section, to); })
        .and_then([&] { return readTlsFiles(source, section, to); })
        .and_then([&] { return readSpool(source, section, to.spool); });
}

Result<void> checkKeys(const Section& section, const Output& output) {
    if (output.isFile())
        return refuseKeys(section, kOfWriters).and_then([&] { return refuseKeys(section, kOfInflux); }).and_then([&] {
            return refuseKeys(section, std::array<std::string_view, 2>{"job", "flush_interval"});
        });
    auto done = refuseKeys(section, kOfFiles);
    if (output.type == OutputType::influx)
        return done.and_then([&] { return refuseKeys(section, std::array<std::string_view, 1>{"job"}); });
    return done.and_then([&] { return refuseKeys(section, kOfInflux); });
}

std::string_view destinationOf(const Output& output) {
    return output.isFile() ? std::string_view(output.path) : std::string_view(output.writer.name);
}

Result<void> readOutput(const Source& source, const YamlNode& node, std::vector<Output>& outputs) {
    const auto section = Section::read(source, node, "outputs");
    if (!section) return tl::unexpected(section.error());
    Output output{.type = section->choice<OutputType>("type"),
                  .path = section->text("path"),
                  .sync = section->choice<Sync>("sync"),
                  .record = section->choice<Recorded>("record")};
    if (auto checked = checkKeys(*section, output); !checked) return checked;
    if (output.isFile() && output.path.empty()) return section->bad("path", "empty");
    if (!output.isFile())
        if (auto read = readWriter(source, *section, output); !read) return read;
    for (const Output& other : outputs)
        if (other.isFile() == output.isFile() && destinationOf(other) == destinationOf(output))
            return section->bad(output.isFile() ? "path" : "url",
                                "two outputs write to " + printable(destinationOf(output)));
    outputs.push_back(std::move(output));
    return {};
}

}  // namespace

Result<void> readOutputs(const Source& source, const YamlNode& node, std::vector<Output>& outputs) {
    if (node.kind == YamlKind::null) return {};
    if (node.kind != YamlKind::sequence)
        return source.bad(node, "outputs: a list is expected, not " + std::string(kindName(node.kind)));
    for (const uint32_t child : node.children)
        if (const auto done = readOutput(source, source.at(child), outputs); !done) return done;
    return {};
}

}  // namespace snmpolld::config
