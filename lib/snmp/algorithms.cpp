#include "snmp/algorithms.hpp"
#include "snmp/net_snmp.hpp"

#include <array>
#include <type_traits>

namespace snmpolld::snmp {

static_assert(std::is_same_v<oid, unsigned long>);

namespace {

constexpr std::array<int, 7> kAuthTypes{NETSNMP_USMAUTH_NOAUTH,        NETSNMP_USMAUTH_HMACMD5,
                                        NETSNMP_USMAUTH_HMACSHA1,      NETSNMP_USMAUTH_HMAC128SHA224,
                                        NETSNMP_USMAUTH_HMAC192SHA256, NETSNMP_USMAUTH_HMAC256SHA384,
                                        NETSNMP_USMAUTH_HMAC384SHA512};

constexpr std::array<int, 7> kPrivTypes{USM_CREATE_USER_PRIV_NONE,        USM_CREATE_USER_PRIV_DES,
                                        USM_CREATE_USER_PRIV_AES,         USM_CREATE_USER_PRIV_AES192,
                                        USM_CREATE_USER_PRIV_AES256,      USM_CREATE_USER_PRIV_AES192_CISCO,
                                        USM_CREATE_USER_PRIV_AES256_CISCO};

}  // namespace

std::optional<ObjectId> authOid(model::AuthProtocol protocol) {
    size_t length = 0;
    const oid* id = sc_get_auth_oid(kAuthTypes[static_cast<size_t>(protocol)], &length);
    if (id == nullptr) return std::nullopt;
    return ObjectId(id, length);
}

std::optional<ObjectId> privOid(model::PrivProtocol protocol) {
    size_t length = 0;
    const oid* id = sc_get_priv_oid(privType(protocol), &length);
    if (id == nullptr) return std::nullopt;
    return ObjectId(id, length);
}

int privType(model::PrivProtocol protocol) {
    return kPrivTypes[static_cast<size_t>(protocol)];
}

}  // namespace snmpolld::snmp
