#include "base/utf8.hpp"

#include <algorithm>

namespace snmpolld {

namespace {

bool isAscii(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

// The number of bytes before the first invalid one.
size_t validLength(std::string_view bytes) {
    size_t at = 0;
    uint32_t code = 0;
    while (at < bytes.size()) {
        const size_t length = decodeUtf8(bytes.substr(at), code);
        if (length == 0) break;
        at += length;
    }
    return at;
}

size_t invalidLength(std::string_view bytes) {
    size_t at = 0;
    uint32_t code = 0;
    while (at < bytes.size() && decodeUtf8(bytes.substr(at), code) == 0)
        ++at;
    return at;
}

}  // namespace

size_t decodeUtf8(std::string_view s, uint32_t& code) {
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(s[i]); };
    const uint8_t first = byte(0);
    if (first < 0x80) {
        code = first;
        return 1;
    }
    const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || s.size() < length) return 0;
    code = first & (0x7fU >> length);
    for (size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
        code = code << 6 | (byte(i) & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return overlong || surrogate || code > 0x10ffff ? 0 : length;
}

bool isUtf8(std::string_view bytes) {
    return isAscii(bytes) || validLength(bytes) == bytes.size();
}

void appendAsUtf8(std::string& out, std::string_view bytes) {
    while (!bytes.empty()) {
        const size_t valid = validLength(bytes);
        out += bytes.substr(0, valid);
        bytes.remove_prefix(valid);
        if (bytes.empty()) return;
        out += "\xef\xbf\xbd";
        bytes.remove_prefix(invalidLength(bytes));
    }
}

}  // namespace snmpolld
