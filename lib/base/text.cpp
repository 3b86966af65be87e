#include "base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/utf8.hpp"

namespace snmpolld {

namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

// Bidirectional controls and line separators rewrite what a terminal shows; they count as control characters here.
bool isControl(uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
}

void appendEscaped(std::string& out, char c) {
    switch (c) {
        case '\t':
            out += "\\t";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\\':
            out += "\\\\";
            return;
        default:
            break;
    }
    const auto byte = static_cast<uint8_t>(c);
    out += "\\x";
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
}

}  // namespace

bool isPlainText(std::string_view bytes) {
    for (size_t i = 0; i < bytes.size();) {
        uint32_t code = 0;
        const size_t length = decodeUtf8(bytes.substr(i), code);
        if (length == 0) return false;
        const bool c1_or_c0 = code < 0x20 || (code >= 0x7f && code < 0xa0);
        if (c1_or_c0 && code != '\t' && code != '\r' && code != '\n') return false;
        i += length;
    }
    return true;
}

bool hasControlOctet(std::string_view bytes) {
    return std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string printable(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (size_t i = 0; i < bytes.size();) {
        uint32_t code = 0;
        const size_t length = decodeUtf8(bytes.substr(i), code);
        if (length > 0 && !isControl(code) && code != '\\')
            out.append(bytes.substr(i, length));
        else
            for (size_t k = 0; k < std::max<size_t>(length, 1); ++k)
                appendEscaped(out, bytes[i + k]);
        i += std::max<size_t>(length, 1);
    }
    return out;
}

std::string_view cutUtf8(std::string_view text, size_t most) {
    if (text.size() <= most) return text;
    size_t end = most;
    while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end == 0 ? most : end);
}

std::string toHex(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        out += kHexDigits[static_cast<uint8_t>(c) >> 4];
        out += kHexDigits[static_cast<uint8_t>(c) & 15];
    }
    return out;
}

size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i)
        d[i][0] = i;
    for (size_t j = 0; j <= b.size(); ++j)
        d[0][j] = j;
    for (size_t i = 1; i <= a.size(); ++i)
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

}  // namespace snmpolld
