#include "snmp/varbind_octets.hpp"

#include <algorithm>

#include "snmp/ber_parser.hpp"

namespace snmpolld::snmp {

namespace {

constexpr uint8_t kNull = 0x05;
constexpr uint8_t kObjectIdentifier = 0x06;
constexpr uint8_t kIpAddress = 0x40;
constexpr uint8_t kCounter32 = 0x41;
constexpr uint8_t kGauge32 = 0x42;
constexpr uint8_t kTimeTicks = 0x43;
constexpr uint8_t kOpaque = 0x44;
constexpr uint8_t kCounter64 = 0x46;
constexpr uint8_t kUInteger32 = 0x47;  // RFC 1442; a few old agents still send it

const char* checkOid(Bytes content) {
    size_t ids = 1;  // the first octets hold two
    uint64_t id = 0;
    bool inside = false;
    for (const uint8_t octet : content) {
        if (!inside && octet == 0x80) return "an OID has a padded sub-identifier";
        id = id << 7 | (octet & 0x7f);
        if (id > 0xffffffffULL + (ids == 1 ? 80 : 0)) return "an OID has a sub-identifier above 32 bits";
        inside = (octet & 0x80) != 0;
        if (inside) continue;
        ++ids;
        id = 0;
    }
    if (inside) return "an OID is cut short";
    return ids > kMaxSubIds ? "an OID has more than 128 sub-identifiers" : nullptr;
}

const char* checkUnsigned(Bytes content, size_t octets, const char* what) {
    if (content.empty()) return what;
    if (content.size() <= octets) return nullptr;
    return content.size() == octets + 1 && content[0] == 0 ? nullptr : what;
}

// Opaque with one of the forms that Net-SNMP agents wrap: 0x9f, a tag, a length, the value.
const char* checkOpaque(Bytes content) {
    if (content.size() < 2 || content[0] != 0x9f) return nullptr;
    constexpr auto kBad = "a wrapped Opaque value has a wrong length";
    const uint8_t tag = content[1];
    const bool known = tag == 0x76 || tag == 0x78 || tag == 0x79 || tag == 0x7a || tag == 0x7b;
    if (!known) return nullptr;
    if (content.size() < 4 || content[2] != content.size() - 3) return kBad;
    const Bytes value = content.subspan(3);
    if (tag == 0x78) return value.size() == 4 ? nullptr : kBad;
    if (tag == 0x79) return value.size() == 8 ? nullptr : kBad;
    if (tag == 0x7a) return value.size() <= 8 ? nullptr : kBad;
    return checkUnsigned(value, 8, kBad);
}

const char* checkValue(uint8_t tag, Bytes content) {
    switch (tag) {
        case kTagInteger:
            return content.empty() || content.size() > 4 ? "an Integer32 is empty or longer than 4 octets" : nullptr;
        case kTagOctetString:
            return nullptr;
        case kObjectIdentifier:
            return checkOid(content);
        case kIpAddress:
            return content.size() == 4 ? nullptr : "an IpAddress is not 4 octets long";
        case kCounter32:
            return checkUnsigned(content, 4, "a Counter32 is empty or beyond 32 bits");
        case kGauge32:
        case kUInteger32:
            return checkUnsigned(content, 4, "a Gauge32 is empty or beyond 32 bits");
        case kTimeTicks:
            return checkUnsigned(content, 4, "a TimeTicks is empty or beyond 32 bits");
        case kCounter64:
            return checkUnsigned(content, 8, "a Counter64 is empty or beyond 64 bits");
        case kOpaque:
            return checkOpaque(content);
        case kNull:
        case 0x80:
        case 0x81:
        case 0x82:
            return content.empty() ? nullptr : "a value that has no content has some";
        default:
            return "a value is of an unknown type";
    }
}

}  // namespace

RawVarbind readVarbind(Bytes content) {
    Parser parser;
    RawVarbind out;
    const auto bad = [&](const char* fault) {
        out.fault = fault;
        return out;
    };
    if (!parser.takeTagged(content, kObjectIdentifier, out.name, "a varbind does not begin with an OID")) {
        out.name = {};
        return bad(parser.fault());
    }
    const char* const fault = out.name.empty() ? "a varbind has an empty OID" : checkOid(out.name);
    if (fault != nullptr) {
        out.name = {};
        return bad(fault);
    }
    const auto header = readHeader(content);
    if (!header) return bad("a varbind has no value");
    out.tag = header->tag;
    out.value = content.subspan(header->size);
    if (header->length > out.value.size()) return bad("a value goes beyond its varbind");
    if (header->length < out.value.size()) return bad("a varbind has more than a name and a value");
    out.fault = checkValue(out.tag, out.value);
    return out;
}

RawVarbind readSoundVarbind(Bytes content) {
    Bytes in = content;
    const auto name = takeTlv(in);
    const auto value = takeTlv(in);
    if (!name || !value) return readVarbind(content);
    return {.name = name->content, .tag = value->tag, .value = value->content};
}

// The first octets hold two sub-identifiers (X.690 8.19.4).
size_t subIds(Bytes content, std::span<uint32_t, kMaxSubIds> out) {
    size_t count = 0;
    uint64_t id = 0;
    for (const uint8_t octet : content) {
        id = id << 7 | (octet & 0x7f);
        if ((octet & 0x80) != 0) continue;
        if (count == 0) {
            const uint64_t first = std::min<uint64_t>(id / 40, 2);
            out[count++] = static_cast<uint32_t>(first);
            id -= 40 * first;
        }
        if (count == out.size()) break;
        out[count++] = static_cast<uint32_t>(id);
        id = 0;
    }
    return count;
}

}  // namespace snmpolld::snmp
