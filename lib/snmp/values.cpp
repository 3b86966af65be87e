#include "snmp/values.hpp"
#include "snmp/net_snmp.hpp"

#include <algorithm>
#include <string>

namespace snmpolld::snmp {

namespace {

using model::Type;

bool set(model::Varbind& out, Type type, model::Value value) {
    out.type = type;
    out.value = std::move(value);
    return true;
}

std::string octetsOf(const netsnmp_variable_list& v) {
    return std::string(reinterpret_cast<const char*>(v.val.string), v.val_len);
}

// Through 32 bits: long has 64, and an agent's value with the high bit set is unsigned all the same.
uint64_t unsigned32(const netsnmp_variable_list& v) {
    return static_cast<uint32_t>(*v.val.integer);
}

uint64_t unsigned64(const netsnmp_variable_list& v) {
    return uint64_t{v.val.counter64->high & 0xffffffffUL} << 32 | (v.val.counter64->low & 0xffffffffUL);
}

model::Oid oidOf(const netsnmp_variable_list& v) {
    model::Oid out;
    const std::span<const oid> ids(v.val.objid, v.val_len / sizeof(oid));
    for (const oid id : ids)
        out.push_back(static_cast<uint32_t>(id));
    return out;
}

// Net-SNMP unwraps 64-bit integers from Opaque; the model knows them as the octets that came.
std::string wrapOpaque(uint8_t tag, uint64_t value, bool is_signed) {
    std::string octets;
    for (int shift = 56; shift >= 0; shift -= 8)
        octets += static_cast<char>(value >> shift);
    const auto droppable = [&] {
        const auto first = static_cast<uint8_t>(octets[0]);
        const bool next_negative = (static_cast<uint8_t>(octets[1]) & 0x80) != 0;
        return (first == 0 && !next_negative) || (is_signed && first == 0xff && next_negative);
    };
    while (octets.size() > 1 && droppable())
        octets.erase(0, 1);
    if (!is_signed && (static_cast<uint8_t>(octets[0]) & 0x80) != 0) octets.insert(0, 1, '\0');
    const char header[] = {'\x9f', static_cast<char>(tag), static_cast<char>(octets.size())};
    return std::string(header, sizeof header) + octets;
}

bool readOpaque(const netsnmp_variable_list& v, model::Varbind& out) {
    switch (v.type) {
        case ASN_OPAQUE:
            return set(out, Type::Opaque, octetsOf(v));
        case ASN_OPAQUE_FLOAT:
            return set(out, Type::Float, static_cast<double>(*v.val.floatVal));
        case ASN_OPAQUE_DOUBLE:
            return set(out, Type::Double, *v.val.doubleVal);
        case ASN_OPAQUE_I64:
            return set(out, Type::Opaque, wrapOpaque(v.type, unsigned64(v), true));
        case ASN_OPAQUE_COUNTER64:
        case ASN_OPAQUE_U64:
            return set(out, Type::Opaque, wrapOpaque(v.type, unsigned64(v), false));
        default:
            return false;
    }
}

}  // namespace

bool sameOid(const variable_list& variable, const model::Oid& oid) {
    const auto ids = oid.ids();
    return variable.name_length == ids.size() && std::equal(ids.begin(), ids.end(), variable.name);
}

void readOid(const variable_list& variable, model::Oid& out) {
    const size_t size = std::min(variable.name_length, model::Oid::kMaxSize);
    out.assign(std::span<const oid>(variable.name, size));
}

bool readValue(const variable_list& v, model::Varbind& out) {
    switch (v.type) {
        case ASN_INTEGER:
            return set(out, Type::Integer32, static_cast<int64_t>(*v.val.integer));
        case ASN_OCTET_STR:
            return set(out, Type::OctetString, octetsOf(v));
        case ASN_OBJECT_ID:
            return set(out, Type::ObjectIdentifier, oidOf(v));
        case ASN_IPADDRESS:
            return set(out, Type::IpAddress, octetsOf(v));
        case ASN_COUNTER:
            return set(out, Type::Counter32, unsigned32(v));
        case ASN_UINTEGER:
        case ASN_GAUGE:
            return set(out, Type::Gauge32, unsigned32(v));
        case ASN_TIMETICKS:
            return set(out, Type::TimeTicks, unsigned32(v));
        case ASN_COUNTER64:
            return set(out, Type::Counter64, unsigned64(v));
        case ASN_NULL:
            return set(out, Type::Null, std::monostate{});
        case SNMP_NOSUCHOBJECT:
            return set(out, Type::noSuchObject, std::monostate{});
        case SNMP_NOSUCHINSTANCE:
            return set(out, Type::noSuchInstance, std::monostate{});
        case SNMP_ENDOFMIBVIEW:
            return set(out, Type::endOfMibView, std::monostate{});
        default:
            return readOpaque(v, out);
    }
}

}  // namespace snmpolld::snmp
