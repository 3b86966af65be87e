// One value of a recording, see recorded_value.hpp.
#include "recorded_value.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "recording.hpp"

namespace snmpolld::agents {
namespace {

using Encoded = std::optional<std::string>;

template <typename Number>
std::optional<Number> number(std::string_view text) {
    Number value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

Encoded encodeInteger(std::string_view text) {
    const auto value = number<int32_t>(text);
    return value ? Encoded(ber::integer(*value)) : std::nullopt;
}

template <typename Number>
Encoded encodeUnsigned(uint8_t tag, std::string_view text) {
    const auto value = number<Number>(text);
    return value ? Encoded(ber::unsignedInteger(tag, *value)) : std::nullopt;
}

Encoded encodeOid(std::string_view text) {
    const auto oid = parseOid(text);
    return oid ? Encoded(ber::oid(*oid)) : std::nullopt;
}

Encoded encodeAddress(std::string_view text) {
    if (text.size() == 4) return ber::tlv(ber::kIpAddress, text);
    const auto numbers = parseOid(text);
    if (!numbers || numbers->size() != 4) return std::nullopt;
    std::string octets;
    for (const uint32_t n : *numbers) {
        if (n > 255) return std::nullopt;
        octets += static_cast<char>(n);
    }
    return ber::tlv(ber::kIpAddress, octets);
}

Encoded encodeText(uint8_t tag, std::string_view text) {
    switch (tag) {
        case ber::kInteger:
            return encodeInteger(text);
        case ber::kOctetString:
        case ber::kOpaque:
            return ber::tlv(tag, text);
        case ber::kNull:
            return text.empty() ? Encoded(ber::tlv(tag, "")) : std::nullopt;
        case ber::kObjectIdentifier:
            return encodeOid(text);
        case ber::kIpAddress:
            return encodeAddress(text);
        case ber::kCounter32:
        case ber::kGauge32:
        case ber::kTimeTicks:
            return encodeUnsigned<uint32_t>(tag, text);
        case ber::kCounter64:
            return encodeUnsigned<uint64_t>(tag, text);
        default:
            return std::nullopt;
    }
}

Encoded encodeHex(uint8_t tag, std::string_view digits) {
    const auto octets = ber::unhex(digits);
    if (!octets || (tag != ber::kOctetString && tag != ber::kOpaque && tag != ber::kIpAddress)) return std::nullopt;
    if (tag == ber::kIpAddress && octets->size() != 4) return std::nullopt;
    return ber::tlv(tag, *octets);
}

// "min=1,max=2,initial=2" -> "2"
std::string_view constantOf(std::string_view arguments) {
    for (const std::string_view key : {"value=", "initial=", "min="}) {
        for (size_t at = 0; at < arguments.size();) {
            const size_t comma = std::min(arguments.find(',', at), arguments.size());
            const std::string_view argument = arguments.substr(at, comma - at);
            if (argument.substr(0, key.size()) == key) return argument.substr(key.size());
            at = comma + 1;
        }
    }
    return "0";
}

}  // namespace

std::optional<std::string> encodeRecorded(std::string_view type, std::string_view value) {
    const size_t colon = type.find(':');
    if (colon != std::string_view::npos) return encodeRecorded(type.substr(0, colon), constantOf(value));
    const bool hex = !type.empty() && type.back() == 'x';
    const auto tag = number<uint8_t>(hex ? type.substr(0, type.size() - 1) : type);
    if (!tag) return std::nullopt;
    return hex ? encodeHex(*tag, value) : encodeText(*tag, value);
}

}  // namespace snmpolld::agents
