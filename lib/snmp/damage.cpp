#include "snmp/damage.hpp"

#include "snmp/varbind_octets.hpp"

namespace snmpolld::snmp {

namespace {

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

// Agents that lose the values of a large answer leave strings empty as well, which nothing else gives away.
bool losesValues(Bytes list) {
    while (const auto tlv = takeTlv(list)) {
        const RawVarbind varbind = readVarbind(tlv->content);
        if (varbind.fault != nullptr && varbind.tag != 0 && varbind.value.empty()) return true;
    }
    return false;
}

}  // namespace

std::vector<Damage> damagesIn(Bytes list) {
    std::vector<Damage> out;
    const bool loses_values = losesValues(list);
    for (uint32_t position = 0; const auto tlv = takeTlv(list); ++position) {
        RawVarbind varbind = readVarbind(tlv->content);
        const bool is_lost = loses_values && varbind.tag == kTagOctetString && varbind.value.empty();
        if (is_lost && varbind.fault == nullptr) varbind.fault = "empty, as are values beside it that cannot be";
        if (varbind.fault != nullptr) out.push_back(damageOf(varbind, position));
    }
    return out;
}

std::vector<Damage> damagesIn(const RawPdu& pdu) {
    return pdu.damaged == 0 ? std::vector<Damage>() : damagesIn(pdu.list);
}

}  // namespace snmpolld::snmp
