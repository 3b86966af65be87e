// SNMPv3 of an exchange: discovery, what is believed of a message (RFC 3414 section 3.2), the engine's clock, reports.
#include "snmp/exchange.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include "base/text.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

constexpr int kMaxResyncs = 2;
constexpr int kMaxDiscoveries = 2;

// RFC 3414 section 2.3: an engine that counts no further must be set up anew.
constexpr uint32_t kMaxBoots = 0x7fffffff;

}  // namespace

void Exchange::beginV3() {
    peer_.emplace(credentials(), shared_.crypto, shared_.keys);
    if (const auto recalled = peer_->recall(task_.learned, now_); !recalled)
        return finish(Status::auth_failure, recalled.error().message);
    if (peer_->known()) return ask();
    discover();
}

void Exchange::discover() {
    if (discoveries_++ == kMaxDiscoveries)
        return finish(Status::agent_error, "the agent refuses the engine ID that it gave itself");
    discovering_ = true;
    startTries();
}

Bytes Exchange::encodeTryV3(Request request) {
    ids_.push_back(request.msg_id = shared_.ids.next());
    return discovering_ ? peer_->encodeDiscovery(request, *shared_.room) : peer_->encode(request, now_, *shared_.room);
}

// What is not secure, or no answer to what was asked, is noted and otherwise as if it had not come.
void Exchange::readV3(const RawMessage& message, Bytes datagram) {
    if (!isSecure(message, datagram)) return;
    RawMessage opened = message;
    if ((message.flags & kFlagPriv) != 0 && !open(opened)) return;
    if (opened.pdu.type == kPduResponse && !discovering_ &&
        (!peer_->matches(opened) || opened.pdu.request_id != request_id_)) {
        ++notes_.unverified;
        return;
    }
    read(opened);
}

// RFC 3414 section 3.2. Without authentication only reports have a meaning to who asked with it. The time is not
// compared: a message that answers a random msgID of this moment cannot be a replay, and a device whose boots went back
// would otherwise never be heard again.
bool Exchange::isSecure(const RawMessage& message, Bytes datagram) {
    if ((message.flags & kFlagAuth) == 0) return true;
    const bool encrypted = (message.flags & kFlagPriv) != 0;
    if (!peer_->isFrom(message) || !peer_->user().authenticates() || (encrypted && !peer_->user().encrypts())) {
        ++notes_.unverified;
        return false;
    }
    const bool authentic = peer_->user().isAuthentic(message, datagram);
    if (!authentic) ++notes_.wrong_digest;
    if (authentic && message.engine_boots == kMaxBoots) ++notes_.unverified;
    return authentic && message.engine_boots != kMaxBoots;
}

// Decrypts what is inside; it gets the same strict check as what comes in the clear.
bool Exchange::open(RawMessage& message) {
    auto& plaintext = shared_.plaintext;
    plaintext.assign(message.ciphertext.begin(), message.ciphertext.end());
    const char* fault = "it cannot be decrypted";
    if (peer_->user().decrypt(message, plaintext)) fault = readScopedPdu(plaintext, message);
    if (fault != nullptr) refuse(fault);
    return fault == nullptr;
}

void Exchange::judgeDiscovery() {
    tookTime();
    if (raw_->engine_id.empty()) return refuse("it has no engine ID");
    adopt();
}

void Exchange::adopt() {
    const EngineClock clock{raw_->engine_boots, raw_->engine_time};
    if (const auto adopted = peer_->adopt(raw_->engine_id, clock, now_); !adopted)
        return finish(Status::auth_failure, adopted.error().message);
    step_ = Step::next;
}

void Exchange::judgeReport(snmp_pdu& pdu) {
    const int report = snmpv3_get_report_type(&pdu);
    switch (report) {
        case SNMPERR_NOT_IN_TIME_WINDOW:
            return resynchronise();
        case SNMPERR_UNKNOWN_ENG_ID:
            return rediscover();
        case SNMPERR_UNKNOWN_USER_NAME:
        case SNMPERR_AUTHENTICATION_FAILURE:
        case SNMPERR_UNSUPPORTED_SEC_LEVEL:
        case SNMPERR_DECRYPTION_ERR:
            return finish(Status::auth_failure, reportText(report, credentials()));
        default:
            return finish(Status::agent_error, reportText(report, credentials()));
    }
}

void Exchange::resynchronise() {
    if (resyncs_++ == kMaxResyncs)
        return finish(Status::agent_error, reportText(SNMPERR_NOT_IN_TIME_WINDOW, credentials()));
    peer_->setClock({raw_->engine_boots, raw_->engine_time}, now_);
    step_ = Step::again;
}

// The report comes from the engine that is there now, so it is a discovery in itself.
void Exchange::rediscover() {
    if (peer_->pinned())
        return finish(Status::agent_error,
                      "the agent is not the pinned engine; its engine ID is " + toHex(raw_->engine_id));
    if (raw_->engine_id.empty() || raw_->engine_id == peer_->engineId()) {
        step_ = Step::discover;
        return;
    }
    if (discoveries_++ == kMaxDiscoveries)
        return finish(Status::agent_error, reportText(SNMPERR_UNKNOWN_ENG_ID, credentials()));
    adopt();
}

}  // namespace snmpolld::snmp
