#include "format/line_protocol.hpp"

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace snmpolld::format {

namespace {

bool isPlainWord(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return c == ',' || c == ' ' || c == '=' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ||
               static_cast<unsigned char>(c) >= 0x7f;
    });
}

bool isControl(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void appendOctet(std::string& out, char octet) {
    out.append("\\x").append(toHex({&octet, 1}));
}

bool isHexDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Whether a backslash in front of `rest` would be taken for the beginning of an escape, ours or line protocol's.
bool wouldEscape(std::string_view rest) {
    if (rest.empty()) return true;
    const char next = rest[0];
    uint32_t code = 0;
    if (next == 'x') return rest.size() > 2 && isHexDigit(rest[1]) && isHexDigit(rest[2]);
    return next == ',' || next == ' ' || next == '=' || next == '\\' || isControl(next) || decodeUtf8(rest, code) == 0;
}

// Writes the first character of the text, and gives its length in octets.
size_t appendCharacter(std::string& out, std::string_view text, std::string_view escaped) {
    const char c = text[0];
    uint32_t code = 0;
    const size_t length = decodeUtf8(text, code);
    if (length == 0 || isControl(c) || (c == '\\' && wouldEscape(text.substr(1)))) {
        appendOctet(out, c);
        return 1;
    }
    if (escaped.find(c) != std::string_view::npos) out += '\\';
    out += text.substr(0, length);
    return length;
}

void appendWord(std::string& out, std::string_view text, std::string_view escaped) {
    if (isPlainWord(text)) {
        out += text;
        return;
    }
    while (!text.empty())
        text.remove_prefix(appendCharacter(out, text, escaped));
}

}  // namespace

void appendMeasurement(std::string& out, std::string_view name) {
    appendWord(out, name, ", ");
}

void appendTag(std::string& out, std::string_view name, std::string_view value) {
    if (name.empty() || value.empty()) return;
    out += ',';
    appendWord(out, name, ", =");
    out += '=';
    appendWord(out, value, ", =");
}

void appendFieldKey(std::string& out, std::string_view name) {
    appendWord(out, name, ", =");
}

void appendFieldText(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : printable(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

}  // namespace snmpolld::format
