// Text between the quotes of JSON. Nearly nothing needs to be escaped, which is seen eight octets at a time; what does
// is left to rapidjson.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "format/line.hpp"
#include "format/record_parts.hpp"

namespace snmpolld::format {

// Whether one of 8 octets is a control character, a quote, a backslash or not ASCII.
inline bool hasOther(uint64_t octets) {
    constexpr uint64_t kEach = 0x0101010101010101;
    constexpr uint64_t kHighBits = 0x80 * kEach;
    const auto has = [](uint64_t eight, uint64_t octet) {
        const uint64_t zero = eight ^ octet * kEach;
        return (zero - kEach) & ~zero;
    };
    const uint64_t below_space = (octets - ' ' * kEach) & ~octets;
    return ((below_space | has(octets, '"') | has(octets, '\\') | has(octets, 0x7f) | octets) & kHighBits) != 0;
}

inline uint64_t eightAt(const char* text) {
    uint64_t octets = 0;
    std::memcpy(&octets, text, sizeof octets);
    return octets;
}

// Whether the text is ASCII without anything that JSON escapes: then it may stand between quotes as it is.
inline bool isBare(std::string_view text) {
    constexpr size_t kEight = 8;
    constexpr uint64_t kLetters = 0x6161616161616161;
    if (text.size() < kEight) {
        uint64_t octets = 0;
        for (const char c : text)
            octets = octets << 8U | static_cast<uint8_t>(c);
        return !hasOther(octets | kLetters << 8 * text.size());
    }
    for (size_t i = 0; i + kEight < text.size(); i += kEight)
        if (hasOther(eightAt(text.data() + i))) return false;
    return !hasOther(eightAt(text.data() + text.size() - kEight));
}

// Plain text only.
void appendQuoted(std::string& out, std::string_view text);

inline void quoteBare(Line& line, std::string_view text) {
    line.literal("\"");
    line.text(text);
    line.literal("\"");
}

inline void quote(Line& line, std::string_view text) {
    if (isBare(text)) return quoteBare(line, text);
    line.append([&](std::string& out) { appendQuoted(out, text); });
}

// Text that is not from a varbind.
inline void quoteSafe(Line& line, std::string_view text) {
    if (isBare(text)) return quoteBare(line, text);
    line.append([&](std::string& out) { appendSafe(out, text, appendQuoted); });
}

}  // namespace snmpolld::format
