// The four forms of fields in protocol buffers' encoding that remote write needs. Appended to a text; a message inside
// a message is a field of octets.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace snmpolld::writer {

enum class WireType : uint8_t { varint = 0, fixed64 = 1, octets = 2 };

inline void appendVarint(std::string& out, uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

inline void appendTagOf(std::string& out, uint32_t field, WireType type) {
    appendVarint(out, field << 3U | static_cast<uint32_t>(type));
}

inline void appendOctets(std::string& out, uint32_t field, std::string_view octets) {
    appendTagOf(out, field, WireType::octets);
    appendVarint(out, octets.size());
    out += octets;
}

inline void appendInteger(std::string& out, uint32_t field, int64_t value) {
    appendTagOf(out, field, WireType::varint);
    appendVarint(out, static_cast<uint64_t>(value));
}

inline void appendDouble(std::string& out, uint32_t field, double value) {
    appendTagOf(out, field, WireType::fixed64);
    auto bits = std::bit_cast<uint64_t>(value);
    std::array<char, 8> octets{};
    for (char& octet : octets) {
        octet = static_cast<char>(bits & 0xff);
        bits >>= 8;
    }
    out.append(octets.data(), octets.size());
}

}  // namespace snmpolld::writer
