// Frames of a schema that only these tests know: octets behind their length.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace snmpolld::child {

inline void appendFrame(std::string_view content, std::string& out) {
    const auto size = static_cast<uint32_t>(content.size());
    for (int shift = 0; shift < 32; shift += 8)
        out += static_cast<char>(size >> shift & 0xff);
    out.append(content);
}

inline std::string_view textOf(std::span<const std::byte> frame) {
    return {reinterpret_cast<const char*>(frame.data()), frame.size()};
}

}  // namespace snmpolld::child
