#include "snmp/exchange.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/library/lcd_time.h>

#include <algorithm>
#include <cstring>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "snmp/values.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

constexpr int kMaxResyncs = 2;
constexpr int kMaxDiscoveries = 2;

int versionOnWire(model::Version version) {
    return version == model::Version::v1 ? kVersion1 : version == model::Version::v2c ? kVersion2c : kVersion3;
}

uint8_t flagsOf(model::SecurityLevel level) {
    switch (level) {
        case model::SecurityLevel::noAuthNoPriv:
            return 0;
        case model::SecurityLevel::authNoPriv:
            return kFlagAuth;
        case model::SecurityLevel::authPriv:
            return kFlagAuth | kFlagPriv;
    }
    return 0;
}

// Octets of a request around its varbinds, rounded up.
size_t overheadOf(const model::Credentials& c) {
    if (c.version != model::Version::v3) return 40 + c.community.reveal().size();
    constexpr size_t kEngineIds = 2 * 32;
    constexpr size_t kDigestAndSalt = 48 + 8 + 16;
    return 100 + kEngineIds + kDigestAndSalt + c.username.size() + c.context_name.size();
}

bool lacksSecurity(const RawMessage& message, model::SecurityLevel level) {
    const uint8_t wanted = flagsOf(level);
    return (message.flags & wanted) != wanted && message.pdu.type == kPduResponse;
}

void forgetEngine(std::string_view id) {
    free_enginetime(reinterpret_cast<u_char*>(const_cast<char*>(id.data())), id.size());
}

MonoTime endOf(const model::PollTask& task, MonoTime now) {
    return task.deadline > Duration::zero() ? now + task.deadline : MonoTime::max();
}

}  // namespace

Exchange::Exchange(model::PollTask task, Link& link, Shared& shared, MonoTime now)
    : task_(std::move(task)),
      link_(link),
      shared_(shared),
      plan_(task_.module_set->get, overheadOf(credentials()), task_.learned.max_request_bytes),
      results_(task_.module_set->get),
      session_(isV3() ? SnmpSession::open(credentials(), link, *this) : nullptr),
      now_(now),
      sent_at_(now),
      end_(endOf(task_, now)),
      due_(end_) {
    record_.task_id = task_.id;
    record_.begun = now;
    record_.learned = task_.learned;
}

void Exchange::begin(MonoTime now) {
    now_ = now;
    if (isV3()) return beginV3();
    ask();
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

void Exchange::ask() {
    discovering_ = false;
    if (!plan_.begin()) return finishAsked();
    startTries();
}

void Exchange::startTries() {
    tries_ = 0;
    msg_ids_.clear();
    request_id_ = shared_.ids.next();
    ++record_.requests;
    transmit();
}

// One try: the same request-id each time, a new msgID (RFC 3412 section 7.1 step 9b).
void Exchange::transmit() {
    ++tries_;
    sent_at_ = now_;
    due_ = std::min(now_ + task_.timeout, end_);
    const auto sent = sendTry();
    if (sent.ok) return;
    if (sent.error != 0) return onUnreachable(sent.error, now_);
    finish(Status::agent_error, std::string("the request could not be built: ") + sent.reason);
}

SnmpSession::Sent Exchange::sendTry() {
    const SnmpSession::Get get{.request_id = request_id_, .oids = plan_.oids()};
    if (isV3()) return sendTryV3(get);
    const Bytes message = encodeGet(credentials(), get, *shared_.room);
    if (message.empty()) return {.reason = "it is too long"};
    const int error = link_.send(message);
    return {.ok = error == 0, .error = error};
}

SnmpSession::Sent Exchange::sendTryV3(SnmpSession::Get get) {
    msg_ids_.push_back(get.msg_id = shared_.ids.next());
    if (discovering_) return session_->send({.request_id = get.request_id, .msg_id = get.msg_id});
    const UsmUser::Listed listed(peer_->user(), peer_->clockAt(now_));
    return session_->send(get);
}

bool Exchange::owns(const RawMessage& message) const {
    if (message.version != kVersion3) return message.pdu.request_id && *message.pdu.request_id == request_id_;
    return message.msg_id && std::find(msg_ids_.begin(), msg_ids_.end(), *message.msg_id) != msg_ids_.end();
}

// Not malformed as BER, but not what was asked for either.
const char* Exchange::faultOf(const RawMessage& message) const {
    if (message.version != versionOnWire(credentials().version)) return "its SNMP version is not the one asked in";
    if (message.fault != nullptr) return message.fault;
    if (isV3() && lacksSecurity(message, credentials().security_level))
        return "it has less security than was asked for";
    return nullptr;
}

void Exchange::onMessage(const RawMessage& message, Bytes datagram, MonoTime now) {
    now_ = now;
    if (const char* fault = faultOf(message))
        return finish(Status::bad_response, std::string("the answer is refused: ") + fault);
    if (!isV3() && message.community != credentials().community.reveal()) {
        ++notes_.other_community;
        return;
    }
    const auto wrong_digests = snmp_get_statistic(STAT_USMSTATSWRONGDIGESTS);
    step_ = Step::wait;
    raw_ = &message;
    const bool heard = deliver(message, datagram);
    raw_ = nullptr;
    if (!heard) return noteRefused(wrong_digests);
    act();
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
    if (!isV3()) return finish(Status::bad_response, "the answer is refused: Net-SNMP cannot decode it");
    if (snmp_get_statistic(STAT_USMSTATSWRONGDIGESTS) != wrong_digests_before)
        ++notes_.wrong_digest;
    else
        ++notes_.unverified;
}

void Exchange::act() {
    if (done_) return;
    switch (step_) {
        case Step::wait:
            return;
        case Step::next:
            return ask();
        case Step::again:
            return startTries();
        case Step::discover:
            return discover();
    }
}

void Exchange::onForeign(const RawMessage& message) {
    if (message.fault == nullptr) {
        ++notes_.other_id;
        return;
    }
    ++notes_.malformed;
    if (notes_.first_fault == nullptr) notes_.first_fault = message.fault;
}

void Exchange::onUnreachable(int why, MonoTime now) {
    now_ = now;
    finish(Status::unreachable, task_.address.toString() + ": " + std::strerror(why));
}

void Exchange::onGarbage(MonoTime now) {
    now_ = now;
    finish(Status::bad_response, "what came over the connection is not SNMP");
}

void Exchange::onDeadline(MonoTime now) {
    if (done_ || now < due_) return;
    now_ = now;
    if (tries_ > task_.retries && now >= sent_at_ + task_.timeout) return finishWithoutAnswer();
    if (now >= end_) return finish(Status::timeout, "deadline of " + formatDuration(task_.deadline) + " passed");
    ++record_.retries;
    link_.renew();
    transmit();
}

void Exchange::onPdu(snmp_pdu& pdu) {
    if (isV3() && !plaintextIsSound()) return;
    if (pdu.command == SNMP_MSG_REPORT) return discovering_ ? judgeDiscovery() : judgeReport(pdu);
    if (pdu.command != SNMP_MSG_RESPONSE || discovering_)
        return finish(Status::bad_response, "the answer is refused: it is neither a response nor the report expected");
    record_.rtt = now_ - sent_at_;
    engine_answered_ = isV3();
    if (isV3()) peer_->setClock({raw_->engine_boots, raw_->engine_time}, now_);
    if (pdu.errstat != SNMP_ERR_NOERROR) return judgeError(pdu.errstat, pdu.errindex);
    judgeResponse(pdu);
}

// Net-SNMP has authenticated and decrypted; what it decrypted gets the same strict check as what comes in the clear.
bool Exchange::plaintextIsSound() {
    if ((raw_->flags & kFlagPriv) == 0) return true;
    std::vector<uint8_t> plaintext;
    RawPdu pdu;
    const char* fault = "it cannot be decrypted";
    if (peer_->user().decrypt(*raw_, plaintext)) fault = readScopedPdu(plaintext, pdu);
    if (fault == nullptr) return true;
    finish(Status::bad_response, std::string("the answer is refused: ") + fault);
    return false;
}

void Exchange::judgeResponse(snmp_pdu& pdu) {
    const auto oids = plan_.oids();
    const netsnmp_variable_list* v = pdu.variables;
    for (const model::Oid* oid : oids) {
        if (v == nullptr)
            return finish(Status::bad_response, "the answer is refused: it has fewer varbinds than were asked for");
        if (!sameOid(*v, *oid))
            return finish(Status::bad_response,
                          "the answer is refused: another OID stands where " + oid->toString() + " was asked");
        v = v->next_variable;
    }
    if (v != nullptr)
        return finish(Status::bad_response, "the answer is refused: it has more varbinds than were asked for");
    takeValues(pdu);
}

void Exchange::takeValues(snmp_pdu& pdu) {
    const netsnmp_variable_list* v = pdu.variables;
    for (const uint32_t position : plan_.positions()) {
        if (!readValue(*v, results_.slot(position)))
            return finish(Status::bad_response, "the answer is refused: a value is of an unknown type");
        v = v->next_variable;
    }
    for (const uint32_t position : plan_.positions())
        results_.confirm(position);
    plan_.answered();
    step_ = Step::next;
}

void Exchange::judgeError(long error_status, long error_index) {
    const auto oids = plan_.oids();
    step_ = Step::next;
    if (error_status == SNMP_ERR_TOOBIG && plan_.halve()) return;
    if (error_index > static_cast<long>(oids.size()))
        return finish(Status::bad_response, "the answer is refused: its error-index points at no varbind");
    if (error_index == 0 && oids.size() == 1) error_index = 1;
    if (error_index == 0) return finish(Status::agent_error, errorStatusName(error_status));
    const auto index = static_cast<size_t>(error_index - 1);
    if (error_status == SNMP_ERR_NOSUCHNAME && credentials().version == model::Version::v1) {
        results_.slot(plan_.positions()[index]).type = model::Type::noSuchObject;
        results_.confirm(plan_.positions()[index]);
    } else {
        results_.setError(errorFor(error_status, *oids[index]));
    }
    plan_.leaveOut(index);
}

void Exchange::judgeDiscovery() {
    record_.rtt = now_ - sent_at_;
    if (raw_->engine_id.empty()) return finish(Status::bad_response, "the answer is refused: it has no engine ID");
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

void Exchange::finishAsked() {
    if (!results_.anyError()) return finish(Status::ok, "");
    finish(Status::agent_error, results_.errorText());
}

void Exchange::finishWithoutAnswer() {
    const Status status = notes_.wrong_digest > 0                         ? Status::auth_failure
                          : notes_.malformed > 0 || notes_.unverified > 0 ? Status::bad_response
                                                                          : Status::timeout;
    finish(status, noAnswerText(tries_, task_.timeout, notes_, credentials()));
}

// The one place where a poll ends.
void Exchange::finish(Status status, std::string error) {
    if (done_) return;
    done_ = true;
    record_.status = status != Status::ok && results_.anyValue() ? Status::partial : status;
    if (status != Status::ok && results_.anyError() && status != Status::agent_error)
        error += "; " + results_.errorText();
    record_.error = std::move(error);
    record_.varbinds = results_.take();
    record_.duration = now_ - record_.begun;
    if (plan_.maxBytes() != RequestPlan::kFirstMaxBytes) record_.learned.max_request_bytes = plan_.maxBytes();
    if (engine_answered_) peer_->saveTo(record_.learned);
}

}  // namespace snmpolld::snmp
