#include "snmp/v3_message.hpp"

#include <array>

namespace snmpolld::snmp {

namespace {

constexpr long kSecurityModel = 3;  // USM (RFC 3411 section 5)
constexpr std::array<char, UsmCrypto::kMaxDigest> kZeros{};

class V3Encoder {
  public:
    V3Encoder(const V3Peering& peering, const UsmUser* user, MessageRoom& room)
        : peering_(peering), user_(user), to_(room) {}

    Bytes encode(const Request& request) {
        scopedPdu(request);
        if (isPrivate() && !encrypt()) return {};
        security();
        global(request.msg_id);
        to_.integer(kVersion3);
        to_.enclose(kTagSequence);
        const auto message = to_.message();
        if (message.empty() || !isAuthenticated()) return message;
        const auto digest = message.subspan(message.size() - digest_end_, user_->digestSize());
        return user_->sign(message, digest) ? message : Bytes{};
    }

  private:
    bool isAuthenticated() const { return user_ != nullptr && user_->authenticates(); }
    bool isPrivate() const { return user_ != nullptr && user_->encrypts(); }

    void scopedPdu(const Request& request) {
        to_.pdu(request);
        to_.octets(peering_.context_name);
        to_.octets(peering_.context_engine_id);
        to_.enclose(kTagSequence);
    }

    bool encrypt() {
        to_.pad(user_->blockSize());
        salt_ = user_->nextSalt();
        const auto scoped = to_.message();
        if (scoped.empty() || !user_->encrypt(scoped, peering_.clock, salt_)) return false;
        to_.enclose(kTagOctetString);
        return true;
    }

    void security() {
        const size_t before = to_.written();
        to_.octets(isPrivate() ? std::string_view(reinterpret_cast<const char*>(salt_.data()), salt_.size()) : "");
        to_.octets({kZeros.data(), isAuthenticated() ? user_->digestSize() : 0});
        constexpr size_t kHeader = 2;  // tag and length of what is shorter than 128 octets
        digest_end_ = to_.written() - kHeader;
        to_.octets(peering_.user);
        to_.integer(peering_.clock.time);
        to_.integer(peering_.clock.boots);
        to_.octets(peering_.engine_id);
        to_.enclose(kTagSequence, before);
        to_.enclose(kTagOctetString, before);
    }

    void global(int32_t msg_id) {
        const size_t before = to_.written();
        const char flags =
            static_cast<char>(kFlagReportable | (isAuthenticated() ? kFlagAuth : 0) | (isPrivate() ? kFlagPriv : 0));
        to_.integer(kSecurityModel);
        to_.octets({&flags, 1});
        to_.integer(peering_.max_message_size);
        to_.integer(msg_id);
        to_.enclose(kTagSequence, before);
    }

    const V3Peering& peering_;
    const UsmUser* user_;
    MessageEncoder to_;
    UsmUser::Salt salt_{};
    size_t digest_end_ = 0;  // from the message's end: where the digest begins
};

}  // namespace

Bytes encodeV3Request(const V3Peering& peering, const Request& request, const UsmUser* user, MessageRoom& room) {
    return V3Encoder(peering, user, room).encode(request);
}

}  // namespace snmpolld::snmp
