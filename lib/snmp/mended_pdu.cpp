#include "snmp/mended_pdu.hpp"

#include <array>
#include <utility>

namespace snmpolld::snmp {

namespace {

using Octets = std::vector<uint8_t>;

constexpr uint8_t kOidTag = 0x06;
constexpr std::array<uint8_t, 3> kZeroDotZero{kOidTag, 1, 0};

void append(Octets& to, Bytes octets) {
    to.insert(to.end(), octets.begin(), octets.end());
}

// A length in three octets, whatever it is: a datagram has no more.
void appendTlv(Octets& to, uint8_t tag, Bytes content) {
    const size_t length = content.size();
    const std::array<uint8_t, 5> header{tag, 0x83, static_cast<uint8_t>(length >> 16),
                                        static_cast<uint8_t>(length >> 8), static_cast<uint8_t>(length)};
    append(to, header);
    append(to, content);
}

// The tags of values whose length is limited, by the names that RFC 2578 gives them.
const char* limitedType(uint8_t tag) {
    switch (tag) {
        case 0x02:
            return "INTEGER";
        case 0x40:
            return "IpAddress";
        case 0x41:
            return "Counter32";
        case 0x42:
            return "Gauge32";
        case 0x43:
            return "TimeTicks";
        case 0x46:
            return "Counter64";
        case 0x47:
            return "UInteger32";
        default:
            return nullptr;
    }
}

std::string reason(const RawVarbind& varbind) {
    constexpr std::string_view kUnknown = "a value is of an unknown type";
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::string fault = varbind.fault;
    const char* const type = limitedType(varbind.tag);
    const bool own_length = fault != "a value goes beyond its varbind" &&
                            fault != "a varbind has more than a name and a value" && type != nullptr;
    if (own_length) return std::string(type) + " of " + std::to_string(varbind.value.size()) + " octets";
    if (fault == kUnknown) return fault + ", 0x" + kDigits[varbind.tag >> 4] + kDigits[varbind.tag & 0xf];
    return fault;
}

Damage damageOf(const RawVarbind& varbind, uint32_t position) {
    return {.position = position,
            .named = !varbind.name.empty(),
            .why = reason(varbind),
            .octets = std::string(varbind.value.begin(), varbind.value.end())};
}

Octets mendedVarbind(const RawVarbind& varbind) {
    Octets content;
    if (varbind.name.empty())
        append(content, kZeroDotZero);
    else
        appendTlv(content, kOidTag, varbind.name);
    appendTlv(content, kTagOctetString, varbind.value);
    return content;
}

// Agents that lose the values of a large answer leave strings empty as well, which nothing else gives away.
bool losesValues(Bytes list) {
    while (const auto tlv = takeTlv(list)) {
        const RawVarbind varbind = readVarbind(tlv->content);
        if (varbind.fault != nullptr && varbind.tag != 0 && varbind.value.empty()) return true;
    }
    return false;
}

Octets mendedList(Bytes list, std::vector<Damage>& damages) {
    const bool loses_values = losesValues(list);
    Octets out;
    for (uint32_t position = 0; const auto tlv = takeTlv(list); ++position) {
        RawVarbind varbind = readVarbind(tlv->content);
        const bool is_lost = loses_values && varbind.tag == kTagOctetString && varbind.value.empty();
        if (is_lost && varbind.fault == nullptr) varbind.fault = "empty, as are values beside it that cannot be";
        if (varbind.fault == nullptr) {
            append(out, tlv->whole);
            continue;
        }
        damages.push_back(damageOf(varbind, position));
        appendTlv(out, kTagSequence, mendedVarbind(varbind));
    }
    return out;
}

}  // namespace

MendedPdu mend(Bytes pdu) {
    constexpr int kNumbers = 3;  // request-id, error-status, error-index
    MendedPdu out;
    const auto outer = takeTlv(pdu);
    if (!outer) return out;
    Bytes in = outer->content;
    Octets content;
    for (int i = 0; i < kNumbers; ++i)
        if (const auto number = takeTlv(in)) append(content, number->whole);
    if (const auto list = takeTlv(in)) appendTlv(content, kTagSequence, mendedList(list->content, out.damages));
    appendTlv(out.octets, outer->tag, content);
    return out;
}

}  // namespace snmpolld::snmp
