// UTF-8 as in RFC 3629: reads and checks it, and turns bytes from devices into it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace snmpolld {

// The character at the start of `s`, which is not empty: its length in bytes (0: invalid) and its code point.
size_t decodeUtf8(std::string_view s, uint32_t& code);

bool isUtf8(std::string_view bytes);

// Each run of invalid bytes becomes one U+FFFD, as Go's strings.ToValidUTF8 does it.
void appendAsUtf8(std::string& out, std::string_view bytes);

}  // namespace snmpolld
