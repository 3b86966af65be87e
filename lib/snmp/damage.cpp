#include "snmp/damage.hpp"

#include <algorithm>
#include <utility>

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

// Agents that lose the values of a large answer leave strings and OIDs empty as well, which nothing else gives away.
bool mayBeLost(const RawVarbind& varbind) {
    constexpr uint8_t kObjectIdentifier = 0x06;
    return varbind.fault == nullptr && varbind.value.empty() &&
           (varbind.tag == kTagOctetString || varbind.tag == kObjectIdentifier);
}

bool isImpossible(const RawVarbind& varbind) {
    return varbind.fault != nullptr && varbind.tag != 0 && varbind.value.empty();
}

// The values of `out` from `begin` on are empty, one behind the other. Unless one of them is impossible, those that are
// only suspected are what the agent means.
void endRun(std::vector<Damage>& out, size_t begin, bool any_impossible) {
    if (any_impossible) return;
    const auto suspected = std::ranges::remove_if(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
                                                  [](const Damage& damage) { return damage.suspected; });
    out.erase(suspected.begin(), suspected.end());
}

}  // namespace

std::vector<Damage> damagesIn(Bytes list) {
    std::vector<Damage> out;
    size_t run = 0;  // where the run of empty values begins in `out`
    bool any_impossible = false;
    for (uint32_t position = 0; const auto tlv = takeTlv(list); ++position) {
        RawVarbind varbind = readVarbind(tlv->content);
        if (!varbind.value.empty()) endRun(out, run, std::exchange(any_impossible, false));
        any_impossible |= isImpossible(varbind);
        const bool is_suspect = mayBeLost(varbind);
        if (is_suspect) varbind.fault = "empty, as are values beside it that cannot be";
        if (varbind.fault != nullptr) out.push_back(damageOf(varbind, position));
        if (is_suspect) out.back().suspected = true;
        if (!varbind.value.empty()) run = out.size();
    }
    endRun(out, run, any_impossible);
    return out;
}

std::vector<Damage> damagesIn(const RawPdu& pdu) {
    return pdu.damaged == 0 ? std::vector<Damage>() : damagesIn(pdu.list);
}

}  // namespace snmpolld::snmp
