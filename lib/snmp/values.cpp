#include "snmp/values.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

using model::Type;

template <typename T, typename... Args>
void set(model::Varbind& out, Type type, Args&&... args) {
    out.type = type;
    out.value.emplace<T>(std::forward<Args>(args)...);
}

void setOctets(model::Varbind& out, Type type, Bytes octets) {
    set<std::string>(out, type, reinterpret_cast<const char*>(octets.data()), octets.size());
}

// Agents leave out the octet of zeros in front of a high bit.
uint64_t unsigned64(Bytes content) {
    uint64_t out = 0;
    for (const uint8_t octet : content)
        out = out << 8 | octet;
    return out;
}

// Two's complement.
int64_t signed32(Bytes content) {
    const int unused = 64 - 8 * static_cast<int>(content.size());
    return static_cast<int64_t>(unsigned64(content) << unused) >> unused;
}

// An empty one, from agents that have nothing to name, is 0, as Net-SNMP has it.
void setOid(model::Varbind& out, Bytes content) {
    std::array<uint32_t, kMaxSubIds> ids;
    const size_t count = subIds(content, ids);
    if (count == 0)
        set<model::Oid>(out, Type::ObjectIdentifier, std::initializer_list<uint32_t>{0});
    else
        set<model::Oid>(out, Type::ObjectIdentifier, std::span<const uint32_t>(ids).first(count));
}

// Net-SNMP's agents wrap numbers that SMIv2 does not have: 0x9f, a tag, a length, the value.
void setOpaque(model::Varbind& out, Bytes content) {
    constexpr size_t kHeader = 3;
    const bool wrapped = content.size() > kHeader && content[0] == ASN_OPAQUE_TAG1;
    const Bytes value = wrapped ? content.subspan(kHeader) : Bytes();
    if (wrapped && content[1] == ASN_OPAQUE_FLOAT)
        set<double>(out, Type::Float, std::bit_cast<float>(static_cast<uint32_t>(unsigned64(value))));
    else if (wrapped && content[1] == ASN_OPAQUE_DOUBLE)
        set<double>(out, Type::Double, std::bit_cast<double>(unsigned64(value)));
    else
        setOctets(out, Type::Opaque, content);
}

}  // namespace

bool sameOid(const RawVarbind& varbind, const model::Oid& oid) {
    std::array<uint32_t, kMaxSubIds> ids;
    const size_t count = subIds(varbind.name, ids);
    return std::ranges::equal(std::span<const uint32_t>(ids).first(count), oid.ids());
}

void readOid(const RawVarbind& varbind, model::Oid& out) {
    std::array<uint32_t, kMaxSubIds> ids;
    const size_t count = subIds(varbind.name, ids);
    out.assign(std::span<const uint32_t>(ids).first(count));
}

uint32_t unsigned32(Bytes content) {
    return static_cast<uint32_t>(unsigned64(content));
}

void readValue(const RawVarbind& varbind, model::Varbind& out) {
    const Bytes content = varbind.value;
    switch (varbind.tag) {
        case ASN_INTEGER:
            return set<int64_t>(out, Type::Integer32, signed32(content));
        case ASN_OCTET_STR:
            return setOctets(out, Type::OctetString, content);
        case ASN_OBJECT_ID:
            return setOid(out, content);
        case ASN_IPADDRESS:
            return setOctets(out, Type::IpAddress, content);
        case ASN_COUNTER:
            return set<uint64_t>(out, Type::Counter32, unsigned32(content));
        case ASN_UINTEGER:
        case ASN_GAUGE:
            return set<uint64_t>(out, Type::Gauge32, unsigned32(content));
        case ASN_TIMETICKS:
            return set<uint64_t>(out, Type::TimeTicks, unsigned32(content));
        case ASN_COUNTER64:
            return set<uint64_t>(out, Type::Counter64, unsigned64(content));
        case ASN_OPAQUE:
            return setOpaque(out, content);
        case SNMP_NOSUCHOBJECT:
            return set<std::monostate>(out, Type::noSuchObject);
        case SNMP_NOSUCHINSTANCE:
            return set<std::monostate>(out, Type::noSuchInstance);
        case SNMP_ENDOFMIBVIEW:
            return set<std::monostate>(out, Type::endOfMibView);
        default:
            return set<std::monostate>(out, Type::Null);
    }
}

}  // namespace snmpolld::snmp
