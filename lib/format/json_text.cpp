#include "format/json_text.hpp"

#include <string_view>

namespace snmpolld::format {

namespace {

constexpr size_t kLength = 3;  // octets of such a character

// "\\u2028", or nothing for another character.
std::string_view escapeOf(std::string_view character) {
    static constexpr std::string_view kFrom2028[] = {"\\u2028", "\\u2029", "\\u202a", "\\u202b",
                                                     "\\u202c", "\\u202d", "\\u202e"};
    static constexpr std::string_view kFrom2066[] = {"\\u2066", "\\u2067", "\\u2068", "\\u2069"};
    if (character.size() < kLength) return {};
    const auto last = static_cast<unsigned char>(character[2]);
    if (character[1] == '\x80' && last >= 0xa8 && last <= 0xae) return kFrom2028[last - 0xa8];
    if (character[1] == '\x81' && last >= 0xa6 && last <= 0xa9) return kFrom2066[last - 0xa6];
    return {};
}

}  // namespace

void escapeSeparators(std::string& json, size_t from) {
    for (size_t at = json.find('\xe2', from); at != std::string::npos; at = json.find('\xe2', at + 1)) {
        const std::string_view escape = escapeOf(std::string_view(json).substr(at, kLength));
        if (!escape.empty()) json.replace(at, kLength, escape);
    }
}

}  // namespace snmpolld::format
