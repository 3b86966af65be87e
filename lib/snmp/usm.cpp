#include "snmp/usm.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/library/lcd_time.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "snmp/algorithms.hpp"

namespace snmpolld::snmp {

namespace {

u_char* octets(std::string_view text) {
    return reinterpret_cast<u_char*>(const_cast<char*>(text.data()));
}

u_char* duplicate(std::string_view bytes) {
    auto* copy = static_cast<u_char*>(std::malloc(bytes.size() + 1));
    if (copy != nullptr) std::memcpy(copy, bytes.data(), bytes.size());
    return copy;
}

void replaceOid(oid*& place, size_t& length, ObjectId id) {
    std::free(place);
    place = snmp_duplicate_objid(id.data(), id.size());
    length = id.size();
}

// Ku to the key at this engine, into a buffer that is large enough for every algorithm's extension.
bool localise(const usmUser& user, std::string_view ku, u_char*& key, size_t& key_length) {
    key = static_cast<u_char*>(std::calloc(1, USM_LENGTH_KU_HASHBLOCK));
    key_length = USM_LENGTH_KU_HASHBLOCK;
    return key != nullptr && generate_kul(user.authProtocol, static_cast<u_int>(user.authProtocolLen), user.engineID,
                                          user.engineIDLen, octets(ku), ku.size(), key, &key_length) == SNMPERR_SUCCESS;
}

tl::unexpected<Error> noKey(std::string_view what) {
    return usageError("the " + std::string(what) + " key is missing or does not fit its algorithm");
}

Result<void> addAuth(usmUser& user, const model::Credentials& credentials) {
    const auto id = authOid(credentials.auth_protocol);
    if (!id || credentials.auth_protocol == model::AuthProtocol::none) return noKey("authentication");
    replaceOid(user.authProtocol, user.authProtocolLen, *id);
    if (!localise(user, credentials.auth_key.reveal(), user.authKey, user.authKeyLen)) return noKey("authentication");
    return {};
}

bool copyKey(const Secret& kept, usmUser& user) {
    user.privKey = duplicate(kept.reveal());
    user.privKeyLen = kept.reveal().size();
    return user.privKey != nullptr;
}

bool makePrivKey(usmUser& user, const model::Credentials& credentials, std::string_view engine_id, LocalKeys& keys) {
    const bool dear = LocalKeys::isDear(credentials.priv_protocol);
    const Secret* const kept = dear ? keys.find(credentials, engine_id) : nullptr;
    if (kept != nullptr) return copyKey(*kept, user);
    if (!localise(user, credentials.priv_key.reveal(), user.privKey, user.privKeyLen)) return false;
    if (usm_extend_user_kul(&user, USM_LENGTH_KU_HASHBLOCK) != SNMPERR_SUCCESS) return false;
    if (dear) keys.keep(credentials, engine_id, {reinterpret_cast<char*>(user.privKey), user.privKeyLen});
    return true;
}

Result<void> addPriv(usmUser& user, const model::Credentials& credentials, std::string_view engine_id,
                     LocalKeys& keys) {
    const auto id = privOid(credentials.priv_protocol);
    if (!id || credentials.priv_protocol == model::PrivProtocol::none) return noKey("privacy");
    replaceOid(user.privProtocol, user.privProtocolLen, *id);
    if (!makePrivKey(user, credentials, engine_id, keys)) return noKey("privacy");
    return {};
}

constexpr size_t kSaltSize = 8;

// RFC 3414 section 8.1.1.1: DES takes pre-IV xor salt; RFC 3826 section 3.1.2.1: AES takes boots, time, salt.
size_t makeIv(const usmUser& user, const RawMessage& message, std::array<u_char, 16>& iv) {
    const int type = sc_get_privtype(user.privProtocol, static_cast<u_int>(user.privProtocolLen));
    if ((type & USM_PRIV_MASK_ALG) == USM_CREATE_USER_PRIV_DES) {
        for (size_t i = 0; i < kSaltSize; ++i)
            iv[i] = message.salt[i] ^ user.privKey[kSaltSize + i];
        return kSaltSize;
    }
    const uint32_t boots = htonl(message.engine_boots);
    const uint32_t time = htonl(message.engine_time);
    std::memcpy(iv.data(), &boots, 4);
    std::memcpy(iv.data() + 4, &time, 4);
    std::memcpy(iv.data() + 8, message.salt.data(), kSaltSize);
    return iv.size();
}

}  // namespace

void UsmUser::Free::operator()(usmUser* user) const noexcept {
    free_enginetime(user->engineID, user->engineIDLen);
    usm_free_user(user);
}

UsmUser::~UsmUser() = default;

Result<UsmUser> UsmUser::withoutKeys(std::string_view name, std::string_view engine_id) {
    UsmUser out(usm_create_user());
    if (out.user_ == nullptr) return systemError("create SNMPv3 user", ENOMEM);
    usmUser& user = *out.user_;
    user.name = ::strndup(name.data(), name.size());
    user.secName = ::strndup(name.data(), name.size());
    user.engineID = duplicate(engine_id);
    user.engineIDLen = engine_id.size();
    if (user.name == nullptr || user.secName == nullptr || user.engineID == nullptr)
        return systemError("create SNMPv3 user", ENOMEM);
    return out;
}

Result<UsmUser> UsmUser::create(const model::Credentials& credentials, std::string_view engine_id, LocalKeys& keys) {
    auto out = withoutKeys(credentials.username, engine_id);
    if (!out || credentials.security_level == model::SecurityLevel::noAuthNoPriv) return out;
    if (const auto added = addAuth(*out->user_, credentials); !added) return tl::unexpected(added.error());
    if (credentials.security_level == model::SecurityLevel::authNoPriv) return out;
    if (const auto added = addPriv(*out->user_, credentials, engine_id, keys); !added)
        return tl::unexpected(added.error());
    return out;
}

UsmUser::Listed::Listed(UsmUser& user, EngineClock clock) : user_(user.user_.get()) {
    usm_add_user(user_);
    set_enginetime(user_->engineID, static_cast<u_int>(user_->engineIDLen), clock.boots, clock.time, TRUE);
}

UsmUser::Listed::~Listed() {
    usm_remove_user(user_);
    user_->next = nullptr;
    user_->prev = nullptr;
}

bool UsmUser::decrypt(const RawMessage& message, std::vector<uint8_t>& plaintext) const {
    if (user_->privKey == nullptr || message.salt.size() != kSaltSize || message.ciphertext.empty()) return false;
    std::array<u_char, 16> iv{};
    const size_t iv_size = makeIv(*user_, message, iv);
    plaintext.resize(message.ciphertext.size());
    size_t length = plaintext.size();
    const int rc =
        sc_decrypt(user_->privProtocol, user_->privProtocolLen, user_->privKey, static_cast<u_int>(user_->privKeyLen),
                   iv.data(), static_cast<u_int>(iv_size), const_cast<u_char*>(message.ciphertext.data()),
                   static_cast<u_int>(message.ciphertext.size()), plaintext.data(), &length);
    plaintext.resize(std::min(length, plaintext.size()));
    return rc == SNMPERR_SUCCESS;
}

}  // namespace snmpolld::snmp
