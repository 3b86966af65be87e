// What Net-SNMP decodes from a PDU: what the program itself reads from the octets is compared with it.
#pragma once

#include <optional>
#include <vector>

#include "model/varbind.hpp"
#include "snmp/answer_varbinds.hpp"
#include "snmp/net_snmp.hpp"
#include "snmp/values.hpp"

namespace snmpolld::test {

inline std::string octetsOf(const netsnmp_variable_list& v) {
    return {reinterpret_cast<const char*>(v.val.string), v.val_len};
}

inline model::Oid oidOf(std::span<const ::oid> ids) {
    model::Oid out;
    out.assign(ids);
    return out;
}

inline uint64_t unsigned64(const netsnmp_variable_list& v) {
    return uint64_t{v.val.counter64->high & 0xffffffffUL} << 32 | (v.val.counter64->low & 0xffffffffUL);
}

// An Opaque that wraps a 64-bit number, which Net-SNMP unwraps, comes out as Null.
inline model::Varbind decoded(const netsnmp_variable_list& v) {
    using model::Type;
    const model::Oid name = oidOf(std::span(v.name, v.name_length));
    const auto number = [&] { return uint64_t{static_cast<uint32_t>(*v.val.integer)}; };
    switch (v.type) {
        case ASN_INTEGER:
            return {name, Type::Integer32, int64_t{*v.val.integer}};
        case ASN_OCTET_STR:
            return {name, Type::OctetString, octetsOf(v)};
        case ASN_OBJECT_ID:
            return {name, Type::ObjectIdentifier, oidOf(std::span(v.val.objid, v.val_len / sizeof(::oid)))};
        case ASN_IPADDRESS:
            return {name, Type::IpAddress, octetsOf(v)};
        case ASN_COUNTER:
            return {name, Type::Counter32, number()};
        case ASN_UINTEGER:
        case ASN_GAUGE:
            return {name, Type::Gauge32, number()};
        case ASN_TIMETICKS:
            return {name, Type::TimeTicks, number()};
        case ASN_COUNTER64:
            return {name, Type::Counter64, unsigned64(v)};
        case ASN_OPAQUE:
            return {name, Type::Opaque, octetsOf(v)};
        case ASN_OPAQUE_FLOAT:
            return {name, Type::Float, double{*v.val.floatVal}};
        case ASN_OPAQUE_DOUBLE:
            return {name, Type::Double, *v.val.doubleVal};
        case SNMP_NOSUCHOBJECT:
            return {name, Type::noSuchObject, std::monostate{}};
        case SNMP_NOSUCHINSTANCE:
            return {name, Type::noSuchInstance, std::monostate{}};
        case SNMP_ENDOFMIBVIEW:
            return {name, Type::endOfMibView, std::monostate{}};
        default:
            return {name, Type::Null, std::monostate{}};
    }
}

// nullopt: Net-SNMP cannot decode it.
inline std::optional<std::vector<model::Varbind>> decodedByNetSnmp(snmp::Bytes pdu) {
    netsnmp_pdu out{};
    std::vector<uint8_t> octets(pdu.begin(), pdu.end());
    size_t length = octets.size();
    const bool ok = snmp_pdu_parse(&out, octets.data(), &length) == 0;
    std::vector<model::Varbind> varbinds;
    for (const netsnmp_variable_list* v = out.variables; v != nullptr; v = v->next_variable)
        varbinds.push_back(decoded(*v));
    snmp_free_varbind(out.variables);
    return ok ? std::optional(std::move(varbinds)) : std::nullopt;
}

inline std::vector<model::Varbind> readInPlace(snmp::Bytes list) {
    std::vector<model::Varbind> out;
    for (snmp::AnswerVarbinds at(list); !at.atEnd(); at.next()) {
        snmp::readOid(*at, out.emplace_back().oid);
        snmp::readValue(*at, out.back());
    }
    return out;
}

inline bool isSame(const model::Varbind& ours, const model::Varbind& theirs) {
    if (ours.type == model::Type::Opaque && theirs.type == model::Type::Null) return ours.oid == theirs.oid;
    const auto* const number = std::get_if<double>(&ours.value);
    const bool is_nan = number != nullptr && *number != *number;
    return ours.oid == theirs.oid && ours.type == theirs.type && (is_nan || ours.value == theirs.value);
}

// Whether both read the same from a message without fault and damage. Net-SNMP may refuse what the check lets pass.
inline bool isReadAsByNetSnmp(const snmp::RawMessage& message) {
    const auto theirs = decodedByNetSnmp(message.pdu_octets);
    return !theirs || std::ranges::equal(readInPlace(message.pdu.list), *theirs, isSame);
}

}  // namespace snmpolld::test
