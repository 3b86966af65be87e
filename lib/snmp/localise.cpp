#include "snmp/localise.hpp"

#include <algorithm>
#include <cstring>

#include "snmp/algorithms.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

using model::AuthProtocol;
using model::PrivProtocol;

Bytes bytesOf(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

Secret secretOf(const UsmCrypto::Digest& digest, size_t size) {
    return Secret({reinterpret_cast<const char*>(digest.data()), size});
}

Secret localise(AuthProtocol protocol, const Secret& ku, std::string_view engine_id, UsmCrypto& crypto) {
    const size_t size = UsmCrypto::hashSize(protocol);
    if (size == 0 || ku.reveal().size() < size || engine_id.empty()) return {};
    const Bytes key = bytesOf(ku.reveal()).first(size);
    UsmCrypto::Digest kul;
    Secret out;
    if (crypto.hash(protocol, {key, bytesOf(engine_id), key}, kul)) out = secretOf(kul, size);
    wipeMemory(kul.data(), kul.size());
    return out;
}

// draft-blumenthal-aes-usm-04 section 3.1.2.1: the key and its hash. No key is longer than two of the shortest hashes.
Secret withItsHash(AuthProtocol protocol, const Secret& key, UsmCrypto& crypto) {
    UsmCrypto::Digest hash;
    if (!crypto.hash(protocol, {bytesOf(key.reveal())}, hash)) return {};
    std::array<char, 2 * UsmCrypto::kMaxDigest> longer;
    const size_t size = key.reveal().size();
    std::ranges::copy(key.reveal(), longer.begin());
    std::memcpy(longer.data() + size, hash.data(), size);
    Secret out(std::string_view(longer.data(), 2 * size));
    wipeMemory(hash.data(), hash.size());
    wipeMemory(longer.data(), longer.size());
    return out;
}

// draft-reeder-snmpv3-usm-3desede-00 section 2.1, by Net-SNMP.
Secret withReedersHash(const model::Credentials& credentials, const Secret& key, std::string_view engine_id) {
    const auto auth = authOid(credentials.auth_protocol);
    const auto type = privType(credentials.priv_protocol);
    if (!auth) return {};
    UsmCrypto::Digest longer{};
    std::ranges::copy(key.reveal(), longer.begin());
    u_char* place = longer.data();
    size_t size = key.reveal().size();
    const int rc = netsnmp_extend_kul(static_cast<u_int>(UsmCrypto::keySize(credentials.priv_protocol)),
                                      const_cast<oid*>(auth->data()), static_cast<u_int>(auth->size()), type,
                                      reinterpret_cast<u_char*>(const_cast<char*>(engine_id.data())),
                                      static_cast<u_int>(engine_id.size()), &place, &size, longer.size());
    Secret out;
    if (rc == SNMPERR_SUCCESS) out = secretOf(longer, size);
    wipeMemory(longer.data(), longer.size());
    return out;
}

bool isReeders(PrivProtocol protocol) {
    return protocol == PrivProtocol::AES192C || protocol == PrivProtocol::AES256C;
}

Secret privKey(const model::Credentials& credentials, std::string_view engine_id, UsmCrypto& crypto) {
    Secret key = localise(credentials.auth_protocol, credentials.priv_key, engine_id, crypto);
    if (key.empty() || key.reveal().size() >= UsmCrypto::keySize(credentials.priv_protocol)) return key;
    return isReeders(credentials.priv_protocol) ? withReedersHash(credentials, key, engine_id)
                                                : withItsHash(credentials.auth_protocol, key, crypto);
}

}  // namespace

model::LocalKeys localKeys(const model::Credentials& credentials, std::string_view engine_id, UsmCrypto& crypto) {
    model::LocalKeys out{.engine_id = std::string(engine_id)};
    if (!model::needsKeys(credentials)) return out;
    out.auth = localise(credentials.auth_protocol, credentials.auth_key, engine_id, crypto);
    if (credentials.security_level == model::SecurityLevel::authPriv)
        out.priv = privKey(credentials, engine_id, crypto);
    return out;
}

bool localKeysTakeLong(const model::Credentials& credentials) {
    return model::needsKeys(credentials) && credentials.security_level == model::SecurityLevel::authPriv &&
           isReeders(credentials.priv_protocol) &&
           UsmCrypto::hashSize(credentials.auth_protocol) < UsmCrypto::keySize(credentials.priv_protocol);
}

}  // namespace snmpolld::snmp
