// SNMPv3 of an exchange: discovery, the engine's clock, reports, and what the library's verdict leaves to check.
#include "snmp/exchange.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include <net-snmp/library/lcd_time.h>

#include "base/text.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

constexpr int kMaxResyncs = 2;
constexpr int kMaxDiscoveries = 2;

void forgetEngine(std::string_view id) {
    free_enginetime(reinterpret_cast<u_char*>(const_cast<char*>(id.data())), id.size());
}

}  // namespace

uint32_t Exchange::wrongDigests() {
    return snmp_get_statistic(STAT_USMSTATSWRONGDIGESTS);
}

void Exchange::beginV3() {
    if (session_ == nullptr) return finish(Status::agent_error, "no session could be opened: out of memory");
    peer_.emplace(credentials(), *session_, shared_.keys);
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

SnmpSession::Sent Exchange::sendTryV3(Request request) {
    ids_.push_back(request.msg_id = shared_.ids.next());
    if (discovering_) return session_->send(request);
    const UsmUser::Listed listed(peer_->user(), peer_->clockAt(now_));
    return session_->send(request);
}

// The engine's clock in the library is set to the message's own before it is judged: a message that answers a random
// msgID of this moment cannot be a replay, and a device whose boots went back would otherwise never be heard again.
bool Exchange::deliver(const RawMessage& message, Bytes datagram) {
    if (!isV3()) return decodePdu(message, *this);
    const EngineClock clock{message.engine_boots, message.engine_time};
    bool heard = false;
    if ((message.flags & kFlagAuth) == 0) {
        auto anyone = UsmUser::withoutKeys(message.user, message.engine_id);
        if (!anyone) return false;
        const UsmUser::Listed listed(*anyone, clock);
        heard = session_->deliver(datagram);
    } else if (peer_->known()) {
        const UsmUser::Listed listed(peer_->user(), clock);
        heard = session_->deliver(datagram);
    }
    if (message.engine_id != peer_->engineId()) forgetEngine(message.engine_id);
    return heard;
}

// The id was ours, yet the library did not hand it over.
void Exchange::noteRefused(uint32_t wrong_digests_before) {
    if (!isV3()) return refuse("Net-SNMP cannot decode it");
    if (wrongDigests() != wrong_digests_before)
        ++notes_.wrong_digest;
    else
        ++notes_.unverified;
}

// Net-SNMP has authenticated and decrypted; what it decrypted gets the same strict check as what comes in the clear.
bool Exchange::plaintextIsSound() {
    if ((raw_->flags & kFlagPriv) == 0) return true;
    std::vector<uint8_t> plaintext;
    RawPdu pdu;
    const char* fault = "it cannot be decrypted";
    if (peer_->user().decrypt(*raw_, plaintext)) fault = readScopedPdu(plaintext, pdu);
    if (fault == nullptr) return true;
    refuse(fault);
    return false;
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
