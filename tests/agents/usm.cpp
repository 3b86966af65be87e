// The agent's side of USM, see usm.hpp.
#include "usm.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace snmpolld::agents {
namespace {

constexpr uint8_t kAuthFlag = 1, kPrivFlag = 2, kReportableFlag = 4;
constexpr int64_t kUsmModel = 3;
constexpr int64_t kMinSize = 484, kMaxSize = 65507;
constexpr uint32_t kTimeWindow = 150;  // seconds, RFC 3414 section 2.2.3
constexpr size_t kIvSalt = 8;
// Numbers of counters in usmStats (1.3.6.1.6.3.15.1.1).
constexpr uint32_t kUnsupportedSecLevels = 1, kNotInTimeWindows = 2, kUnknownUserNames = 3, kUnknownEngineIds = 4,
                   kWrongDigests = 5, kDecryptionErrors = 6;
constexpr std::array<const char*, 7> kCounterNames{"",
                                                   "unsupported_sec_levels",
                                                   "not_in_time_windows",
                                                   "unknown_user_names",
                                                   "unknown_engine_ids",
                                                   "wrong_digests",
                                                   "decryption_errors"};

using Buffer = std::array<u_char, USM_LENGTH_KU_HASHBLOCK>;

const u_char* octets(std::string_view bytes) {
    return reinterpret_cast<const u_char*>(bytes.data());
}

u_char* octets(std::string& bytes) {
    return reinterpret_cast<u_char*>(bytes.data());
}

struct ObjectId {
    oid* ids = nullptr;
    size_t size = 0;
};

ObjectId authOid(int type) {
    ObjectId id;
    id.ids = sc_get_auth_oid(type, &id.size);
    return id;
}

ObjectId privOid(int type) {
    ObjectId id;
    id.ids = sc_get_priv_oid(type, &id.size);
    return id;
}

std::string passphraseKey(int auth_type, const std::string& passphrase) {
    Buffer key{};
    size_t size = key.size();
    const ObjectId id = authOid(auth_type);
    if (passphrase.size() < USM_LENGTH_P_MIN || id.ids == nullptr) return {};
    if (generate_Ku(id.ids, static_cast<u_int>(id.size), octets(passphrase), passphrase.size(), key.data(), &size) !=
        SNMPERR_SUCCESS)
        return {};
    return {key.begin(), key.begin() + static_cast<ptrdiff_t>(size)};
}

std::string engineKey(int auth_type, const std::string& key, std::string_view engine_id) {
    Buffer local{};
    size_t size = local.size();
    const ObjectId id = authOid(auth_type);
    generate_kul(id.ids, static_cast<u_int>(id.size), octets(engine_id), engine_id.size(), octets(key), key.size(),
                 local.data(), &size);
    return {local.begin(), local.begin() + static_cast<ptrdiff_t>(size)};
}

// A privacy protocol may need a longer key than the hash gives.
std::string extendedKey(const UsmUser& user, std::string key, std::string& engine_id) {
    const auto need = static_cast<u_int>(sc_get_proper_priv_length_bytype(user.priv_type));
    size_t size = key.size();
    key.resize(std::max<size_t>(USM_LENGTH_KU_HASHBLOCK, size));
    u_char* buffer = octets(key);
    const ObjectId id = authOid(user.auth_type);
    netsnmp_extend_kul(need, id.ids, static_cast<u_int>(id.size), user.priv_type, octets(engine_id),
                       static_cast<u_int>(engine_id.size()), &buffer, &size, static_cast<u_int>(key.size()));
    key.resize(size);
    return key;
}

std::string bigEndian(uint64_t value, int size) {
    std::string out;
    for (int shift = size * 8 - 8; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xff);
    return out;
}

bool isDes(int priv_type) {
    return (priv_type & USM_PRIV_MASK_ALG) == USM_CREATE_USER_PRIV_DES;
}

// context engine ID, context name, PDU
bool readScopedPdu(std::string_view content, Opened& out) {
    ber::Reader reader(content);
    const auto engine_id = reader.next(ber::kOctetString);
    const auto name = reader.next(ber::kOctetString);
    const auto pdu = reader.next();
    if (!engine_id || !name || !pdu) return false;
    out.envelope.context_engine_id = *engine_id;
    out.envelope.context_name = *name;
    out.pdu = ber::tlv(pdu->tag, pdu->content);
    return true;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator) parts.emplace_back();
        if (c != separator) parts.back() += c;
    }
    return parts;
}

}  // namespace

std::shared_ptr<const UsmUser> UsmUser::parse(const std::string& text) {
    auto parts = split(text, ':');
    if (parts[0].empty() || parts.size() > 5 || parts.size() % 2 == 0) return nullptr;
    parts.resize(5);
    return make(parts[0], parts[1], parts[2], parts[3], parts[4]);
}

std::optional<Message> Opened::request() const {
    const auto outer = ber::Reader(pdu).next();
    Message message;
    message.version = kV3;
    return outer && decodePdu(*outer, message) ? std::optional(message) : std::nullopt;
}

struct UsmEngine::Incoming {
    Envelope envelope;
    std::string_view engine_id, auth_params, priv_params;
    int64_t boots = 0;
    int64_t time = 0;
    ber::Tlv payload;  // the scoped PDU, or the octet string that it is encrypted in
};

std::shared_ptr<const UsmUser> UsmUser::make(const std::string& name, const std::string& auth,
                                             const std::string& auth_password, const std::string& priv,
                                             const std::string& priv_password) {
    auto user = std::make_shared<UsmUser>();
    user->name = name;
    if (!auth.empty()) {
        user->auth_type = usm_lookup_auth_type(auth.c_str());
        user->auth_key = passphraseKey(user->auth_type, auth_password);
        if (user->auth_key.empty()) return nullptr;
    }
    if (!priv.empty()) {
        user->priv_type = usm_lookup_priv_type(priv.c_str());
        user->priv_key = passphraseKey(user->auth_type, priv_password);
        if (user->priv_type <= 0 || user->priv_key.empty()) return nullptr;
    }
    return user;
}

UsmEngine::UsmEngine(std::shared_ptr<const UsmUser> user, std::string engine_id, EngineClock clock)
    : user_(std::move(user)), engine_id_(std::move(engine_id)), clock_(clock) {
    if (user_->auth_type != 0) auth_key_ = engineKey(user_->auth_type, user_->auth_key, engine_id_);
    if (user_->priv_type != 0)
        priv_key_ = extendedKey(*user_, engineKey(user_->auth_type, user_->priv_key, engine_id_), engine_id_);
}

uint32_t UsmEngine::now() const {
    const auto up = std::chrono::steady_clock::now() - start_;
    return static_cast<uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(up).count()) + clock_.seconds;
}

bool UsmEngine::read(const std::string& bytes, Incoming& in) {
    const auto outer = ber::Reader(bytes).next(ber::kSequence);
    if (!outer) return false;
    ber::Reader reader(*outer);
    const auto version = reader.nextInteger();
    const auto header = reader.next(ber::kSequence);
    const auto security = reader.next(ber::kOctetString);
    const auto payload = reader.next();
    if (!version || *version != kV3 || !header || !security || !payload) return false;
    in.payload = *payload;
    return readHeader(*header, in.envelope) && readSecurity(*security, in);
}

std::optional<std::string> UsmEngine::userOf(const std::string& bytes) {
    Incoming in;
    return read(bytes, in) ? std::optional(in.envelope.user) : std::nullopt;
}

bool UsmEngine::readHeader(std::string_view header, Envelope& envelope) {
    ber::Reader reader(header);
    const auto id = reader.nextInteger();
    const auto max_size = reader.nextInteger();
    const auto flags = reader.next(ber::kOctetString);
    const auto model = reader.nextInteger();
    if (!id || !max_size || *max_size < kMinSize || !flags || flags->size() != 1 || !model || *model != kUsmModel)
        return false;
    const auto bits = static_cast<uint8_t>((*flags)[0]);
    envelope.message_id = *id;
    envelope.max_size = static_cast<size_t>(*max_size);
    envelope.auth = bits & kAuthFlag;
    envelope.priv = bits & kPrivFlag;
    envelope.reportable = bits & kReportableFlag;
    return envelope.auth || !envelope.priv;
}

bool UsmEngine::readSecurity(std::string_view security, Incoming& in) {
    const auto sequence = ber::Reader(security).next(ber::kSequence);
    if (!sequence) return false;
    ber::Reader reader(*sequence);
    const auto engine_id = reader.next(ber::kOctetString);
    const auto boots = reader.nextInteger();
    const auto time = reader.nextInteger();
    const auto user = reader.next(ber::kOctetString);
    const auto auth_params = reader.next(ber::kOctetString);
    const auto priv_params = reader.next(ber::kOctetString);
    if (!engine_id || !boots || !time || !user || !auth_params || !priv_params) return false;
    in.engine_id = *engine_id;
    in.boots = *boots;
    in.time = *time;
    in.envelope.user = *user;
    in.auth_params = *auth_params;
    in.priv_params = *priv_params;
    return true;
}

std::string UsmEngine::mac(std::string_view message) const {
    Buffer digest{};
    auto size = static_cast<size_t>(sc_get_auth_maclen(user_->auth_type));
    const ObjectId id = authOid(user_->auth_type);
    sc_generate_keyed_hash(id.ids, id.size, octets(auth_key_), static_cast<u_int>(auth_key_.size()), octets(message),
                           static_cast<u_int>(message.size()), digest.data(), &size);
    return {digest.begin(), digest.begin() + static_cast<ptrdiff_t>(size)};
}

bool UsmEngine::isAuthentic(const std::string& bytes, const Incoming& in) const {
    std::string blank = bytes;
    blank.replace(static_cast<size_t>(in.auth_params.data() - bytes.data()), in.auth_params.size(),
                  in.auth_params.size(), '\0');
    return mac(blank) == in.auth_params;
}

uint32_t UsmEngine::judgeTime(const Incoming& in) const {
    const int64_t distance = in.time - static_cast<int64_t>(now());
    return in.boots != clock_.boots || std::abs(distance) > kTimeWindow ? kNotInTimeWindows : 0;
}

uint32_t UsmEngine::judge(const std::string& bytes, const Incoming& in) const {
    if (in.engine_id != engine_id_) return kUnknownEngineIds;
    if (user_->name.empty() || in.envelope.user != user_->name) return kUnknownUserNames;
    if (in.envelope.auth != (user_->auth_type != 0) || in.envelope.priv != (user_->priv_type != 0))
        return kUnsupportedSecLevels;
    if (!in.envelope.auth) return 0;
    if (!isAuthentic(bytes, in)) return kWrongDigests;
    return judgeTime(in);
}

Opened UsmEngine::open(const std::string& bytes) {
    Incoming in;
    Opened out;
    if (!read(bytes, in)) return out;
    out.envelope = in.envelope;
    uint32_t counter = judge(bytes, in);
    if (counter == 0 && in.envelope.priv) {
        const auto plain = decrypt(in);
        const auto scoped = plain ? ber::Reader(*plain).next(ber::kSequence) : std::nullopt;
        if (!scoped || !readScopedPdu(*scoped, out)) counter = kDecryptionErrors;
    } else if (counter == 0) {
        readScopedPdu(in.payload.content, out);
    }
    if (counter != 0) ++reports_[kCounterNames[counter]];
    if (counter != 0 && in.envelope.reportable) out.report = report(in, counter);
    return out;
}

std::string UsmEngine::report(const Incoming& in, uint32_t counter) {
    Opened asked;
    if (!in.envelope.priv) readScopedPdu(in.payload.content, asked);
    Message report;
    report.pdu = kReport;
    const auto request = asked.request();
    report.request_id = request ? request->request_id : 0;
    report.varbinds = {{{1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0},
                        ber::unsignedInteger(ber::kCounter32, reports_[kCounterNames[counter]])}};
    Envelope envelope = in.envelope;
    envelope.auth = counter == kNotInTimeWindows;  // RFC 3414 section 3.2 (7)
    envelope.priv = false;
    envelope.context_engine_id = engine_id_;
    return seal(envelope, encodePdu(report, encodeVarbinds(report.varbinds)));
}

std::string UsmEngine::seal(const Envelope& envelope, std::string_view pdu) {
    std::string body = ber::tlv(
        ber::kSequence, (ber::octets(envelope.context_engine_id) + ber::octets(envelope.context_name)).append(pdu));
    const uint32_t time = now();
    std::string salt;
    if (envelope.priv) body = ber::octets(encrypt(body, time, salt));
    const auto digest_size = static_cast<size_t>(envelope.auth ? sc_get_auth_maclen(user_->auth_type) : 0);
    const auto flags = static_cast<char>((envelope.auth ? kAuthFlag : 0) | (envelope.priv ? kPrivFlag : 0));
    const std::string header = ber::tlv(ber::kSequence, ber::integer(envelope.message_id) + ber::integer(kMaxSize) +
                                                            ber::octets({&flags, 1}) + ber::integer(kUsmModel));
    const std::string security =
        ber::tlv(ber::kSequence, ber::octets(engine_id_) + ber::integer(clock_.boots) + ber::integer(time) +
                                     ber::octets(envelope.user) + ber::octets(std::string(digest_size, '\0')) +
                                     ber::octets(salt));
    std::string message = ber::tlv(ber::kSequence, ber::integer(kV3) + header + ber::octets(security) + body);
    const size_t after_digest = body.size() + ber::octets(salt).size();
    if (envelope.auth) message.replace(message.size() - after_digest - digest_size, digest_size, mac(message));
    return message;
}

size_t UsmEngine::overhead(const Envelope& envelope) const {
    constexpr size_t kFixed = 150;  // numbers, tags, lengths, the longest digest
    return kFixed + engine_id_.size() + envelope.user.size() + envelope.context_engine_id.size() +
           envelope.context_name.size();
}

// RFC 3826 section 3.1.2.1 for AES, RFC 3414 section 8.1.1.1 for DES.
std::string UsmEngine::cipherIv(uint32_t boots, uint32_t time, std::string_view salt) const {
    if (!isDes(user_->priv_type)) return bigEndian(boots, 4) + bigEndian(time, 4) + std::string(salt);
    std::string iv = priv_key_.substr(8, kIvSalt);
    for (size_t i = 0; i < kIvSalt; ++i)
        iv[i] = static_cast<char>(iv[i] ^ salt[i]);
    return iv;
}

std::string UsmEngine::encrypt(std::string_view scoped, uint32_t time, std::string& salt) {
    salt = isDes(user_->priv_type) ? bigEndian(clock_.boots, 4) + bigEndian(clock_.salt++, 4)
                                   : bigEndian(clock_.salt++, 8);
    std::string iv = cipherIv(clock_.boots, time, salt);
    std::string key = priv_key_;
    std::string out(scoped.size() + 8, '\0');
    size_t size = out.size();
    const ObjectId id = privOid(user_->priv_type);
    sc_encrypt(id.ids, id.size, octets(key), static_cast<u_int>(key.size()), octets(iv), static_cast<u_int>(iv.size()),
               octets(scoped), static_cast<u_int>(scoped.size()), octets(out), &size);
    out.resize(size);
    return out;
}

std::optional<std::string> UsmEngine::decrypt(const Incoming& in) const {
    if (in.payload.tag != ber::kOctetString || in.priv_params.size() != kIvSalt || in.payload.content.empty())
        return std::nullopt;
    std::string iv = cipherIv(static_cast<uint32_t>(in.boots), static_cast<uint32_t>(in.time), in.priv_params);
    std::string key = priv_key_;
    std::string cipher(in.payload.content);
    if (isDes(user_->priv_type) && cipher.size() % 8 != 0) return std::nullopt;
    std::string out(cipher.size(), '\0');
    size_t size = out.size();
    const ObjectId id = privOid(user_->priv_type);
    if (sc_decrypt(id.ids, id.size, octets(key), static_cast<u_int>(key.size()), octets(iv),
                   static_cast<u_int>(iv.size()), octets(cipher), static_cast<u_int>(cipher.size()), octets(out),
                   &size) != SNMPERR_SUCCESS)
        return std::nullopt;
    out.resize(size);
    return out;
}

}  // namespace snmpolld::agents
