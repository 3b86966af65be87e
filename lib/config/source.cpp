#include "config/source.hpp"

#include "base/text.hpp"
#include "config/auths.hpp"
#include "config/files.hpp"

namespace snmpolld::config {

namespace {

constexpr std::string_view kPublicCommunity = "public";

bool isVariableName(std::string_view name) {
    if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
    return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
           std::string_view::npos;
}

// One "${NAME}" at the start of `rest`: appends its value to `out` and removes it. Returns what is wrong, or "".
std::string takeVariable(std::string_view& rest, std::string& out, const Environment& environment) {
    const size_t close = rest.find('}');
    const std::string name(rest.substr(2, close == std::string_view::npos ? close : close - 2));
    if (close == std::string_view::npos || !isVariableName(name))
        return "${ begins a variable such as ${NAME}; write $${ for the characters themselves";
    const auto value = environment(name);
    if (!value) return "the environment variable " + name + " is not set";
    if (value->find('\0') != std::string::npos || !isPlainText(*value))
        return "the environment variable " + name + " is not text";
    out += *value;
    rest.remove_prefix(close + 1);
    return "";
}

// Replaces ${NAME} by its value and $${ by ${. Returns what is wrong, or "".
std::string expand(std::string& text, const Environment& environment) {
    std::string out;
    std::string_view rest = text;
    for (size_t at = rest.find("${"); at != std::string_view::npos; at = rest.find("${")) {
        const bool escaped = at > 0 && rest[at - 1] == '$';
        out.append(rest.substr(0, escaped ? at - 1 : at));
        rest.remove_prefix(at);
        if (escaped) {
            out += "${";
            rest.remove_prefix(2);
        } else if (std::string wrong = takeVariable(rest, out, environment); !wrong.empty()) {
            return wrong;
        }
    }
    if (rest.size() == text.size()) return "";
    text = out.append(rest);
    return "";
}

Result<void> expandNode(Source& source, YamlNode& node, const Environment& environment) {
    if (node.kind != YamlKind::scalar || node.is_key) return {};
    const size_t variable = node.text.find("${");
    node.is_expanded = variable != std::string::npos;
    const std::string wrong = expand(node.text, environment);
    return wrong.empty() ? Result<void>{} : source.bad(node, wrong);
}

}  // namespace

std::string Source::where(const YamlNode& node) const {
    return file.string() + ":" + std::to_string(node.line) + ":" + std::to_string(node.column);
}

tl::unexpected<Error> Source::bad(const YamlNode& node, const std::string& sentence) const {
    return usageError(where(node) + ": " + sentence);
}

Result<void> Source::checkSecret(const YamlNode& node, std::string_view key, std::string_view secret) const {
    if (openness.empty() || node.is_expanded || secret.empty() || secret == kMaskedSecret || secret == kPublicCommunity)
        return {};
    return bad(
        node, std::string(key) + ": " + file.string() + " holds a secret and is " + std::string(openness) +
                  (has_secrets_inside ? "" : ", or put the secret in a file of its own or in an environment variable"));
}

std::filesystem::path Source::resolve(const std::string& name) const {
    return file.parent_path() / name;
}

Result<Source> readSource(const std::filesystem::path& file, const Environment& environment) {
    const auto fd = openConfigFile(file);
    if (!fd) return tl::unexpected(fd.error());
    const auto content = readConfigFile(*fd, file);
    if (!content) return tl::unexpected(content.error());
    auto source = parseSource(file, *content, environment);
    if (source) source->openness = opennessOf(*fd);
    return source;
}

Result<Source> parseSource(const std::filesystem::path& file, const std::string& content,
                           const Environment& environment, uint32_t first_line) {
    auto document = parseYaml(content, first_line);
    Source source{.file = file, .document = {}};
    if (!document) {
        YamlNode place;
        place.line = document.error().line;
        place.column = document.error().column;
        return source.bad(place, document.error().sentence);
    }
    source.document = std::move(*document);
    if (!environment) return source;
    for (YamlNode& node : source.document.nodes)
        if (const auto done = expandNode(source, node, environment); !done) return tl::unexpected(done.error());
    return source;
}

Result<void> expandVariables(Source& source, uint32_t number, const Environment& environment) {
    std::vector<bool> seen(source.document.nodes.size());
    std::vector<uint32_t> left{number};
    while (!left.empty()) {
        const uint32_t next = left.back();
        left.pop_back();
        if (seen[next]) continue;
        seen[next] = true;
        YamlNode& node = source.document.nodes[next];
        if (const auto done = expandNode(source, node, environment); !done) return done;
        left.insert(left.end(), node.children.rbegin(), node.children.rend());
    }
    return {};
}

}  // namespace snmpolld::config
