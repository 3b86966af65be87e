#include "snmp/v3_session.hpp"

#include "base/text.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

constexpr int kMaxResyncs = 2;
constexpr int kMaxDiscoveries = 2;

// RFC 3414 section 2.3: an engine that counts no further must be set up anew.
constexpr uint32_t kMaxBoots = 0x7fffffff;

EngineClock clockOf(const RawMessage& message) {
    return {message.engine_boots, message.engine_time};
}

}  // namespace

Verdict V3Session::begin(const model::Learned& learned, MonoTime now) {
    if (const auto recalled = peer_.recall(learned, now); !recalled)
        return ended(Status::auth_failure, recalled.error().message);
    return {peer_.known() ? Verdict::Step::next : Verdict::Step::discover};
}

Verdict V3Session::beginDiscovery() {
    if (discoveries_++ == kMaxDiscoveries)
        return ended(Status::agent_error, "the agent rejects the engine ID that it reported itself");
    discovering_ = true;
    return {Verdict::Step::again};
}

Bytes V3Session::encode(const Request& request, MonoTime now, MessageRoom& room) const {
    return discovering_ ? peer_.encodeDiscovery(request, room) : peer_.encode(request, now, room);
}

std::optional<Verdict> V3Session::open(RawMessage& message, Bytes datagram, int32_t request_id) {
    if (!isSecure(message, datagram)) return Verdict{};
    if ((message.flags & kFlagPriv) != 0)
        if (const char* fault = decrypt(message)) return refused(fault);
    const bool is_answer = message.pdu.type == kPduResponse && !discovering_;
    if (!is_answer || (peer_.matches(message) && message.pdu.request_id == request_id)) return std::nullopt;
    ++notes_.unverified;
    return Verdict{};
}

// RFC 3414 section 3.2. Without authentication only reports have a meaning to who asked with it. The time is not
// compared: a message that answers a random msgID of this moment cannot be a replay, and a device whose boots went back
// would otherwise never be heard again.
bool V3Session::isSecure(const RawMessage& message, Bytes datagram) {
    if ((message.flags & kFlagAuth) == 0) return true;
    const bool encrypted = (message.flags & kFlagPriv) != 0;
    if (!peer_.isFrom(message) || !peer_.user().authenticates() || (encrypted && !peer_.user().encrypts())) {
        ++notes_.unverified;
        return false;
    }
    const bool authentic = peer_.user().isAuthentic(message, datagram);
    if (!authentic) ++notes_.wrong_digest;
    if (authentic && message.engine_boots == kMaxBoots) ++notes_.unverified;
    return authentic && message.engine_boots != kMaxBoots;
}

// What is inside gets the same strict check as what comes in the clear. Returns the fault, or null.
const char* V3Session::decrypt(RawMessage& message) {
    auto& plaintext = shared_.plaintext;
    plaintext.assign(message.ciphertext.begin(), message.ciphertext.end());
    if (!peer_.user().decrypt(message, plaintext)) return "it cannot be decrypted";
    return readScopedPdu(plaintext, message);
}

void V3Session::onResponse(const RawMessage& message, MonoTime now) {
    answered_ = true;
    peer_.setClock(clockOf(message), now);
}

Verdict V3Session::onDiscovered(const RawMessage& message, MonoTime now) {
    if (message.engine_id.empty()) return refused("it has no engine ID");
    return adopt(message, now);
}

Verdict V3Session::adopt(const RawMessage& message, MonoTime now) {
    if (const auto adopted = peer_.adopt(message.engine_id, clockOf(message), now); !adopted)
        return ended(Status::auth_failure, adopted.error().message);
    discovering_ = false;
    return {Verdict::Step::next};
}

Verdict V3Session::onReport(int report, const RawMessage& message, MonoTime now) {
    switch (report) {
        case SNMPERR_NOT_IN_TIME_WINDOW:
            return resynchronise(message, now);
        case SNMPERR_UNKNOWN_ENG_ID:
            return rediscover(message, now);
        case SNMPERR_UNKNOWN_USER_NAME:
        case SNMPERR_AUTHENTICATION_FAILURE:
        case SNMPERR_UNSUPPORTED_SEC_LEVEL:
        case SNMPERR_DECRYPTION_ERR:
            return ended(Status::auth_failure, reportText(report, credentials_));
        default:
            return ended(Status::agent_error, reportText(report, credentials_));
    }
}

Verdict V3Session::resynchronise(const RawMessage& message, MonoTime now) {
    if (resyncs_++ == kMaxResyncs)
        return ended(Status::agent_error, reportText(SNMPERR_NOT_IN_TIME_WINDOW, credentials_));
    peer_.setClock(clockOf(message), now);
    return {Verdict::Step::again};
}

// The report comes from the engine that is there now, so it is a discovery in itself.
Verdict V3Session::rediscover(const RawMessage& message, MonoTime now) {
    if (peer_.pinned())
        return ended(Status::agent_error,
                     "the agent is not the configured engine: its engine ID is " + toHex(message.engine_id));
    if (message.engine_id.empty() || message.engine_id == peer_.engineId()) return {Verdict::Step::discover};
    if (discoveries_++ == kMaxDiscoveries)
        return ended(Status::agent_error, reportText(SNMPERR_UNKNOWN_ENG_ID, credentials_));
    return adopt(message, now);
}

void V3Session::saveTo(model::Learned& learned) const {
    if (answered_) peer_.saveTo(learned);
}

}  // namespace snmpolld::snmp
