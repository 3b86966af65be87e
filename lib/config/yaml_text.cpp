#include "config/yaml_text.hpp"

#include "names/name_scope.hpp"

namespace snmpolld::config {

namespace {

bool isPlainWord(std::string_view text) {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (text.empty() || kLetters.find(text[0]) == std::string_view::npos) return false;
    for (const std::string_view special : {"null", "Null", "NULL", "true", "false", "yes", "no", "on", "off", "y", "n"})
        if (text == special) return false;
    return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-") ==
           std::string_view::npos;
}

// Escapes what must be escaped in YAML's double quotes. A config has no other control characters.
void appendEscaped(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            out += c;
    }
}

}  // namespace

std::string yamlText(std::string_view text) {
    if (isPlainWord(text)) return std::string(text);
    std::string out = "\"";
    for (size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with("${")) out += '$';
        appendEscaped(out, text[i]);
    }
    return out + '"';
}

std::string yamlNames(const std::vector<std::string>& names) {
    return yamlList(names, [](const std::string& name) { return yamlText(name); });
}

std::string yamlOid(const model::Oid& oid, const names::NameScope& names, ResolveOid resolve) {
    const auto name = names.nameOf(oid);
    if (name && (names.*resolve)(*name) == oid) return yamlText(*name);
    return yamlText(oid.toString());
}

}  // namespace snmpolld::config
