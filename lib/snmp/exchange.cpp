#include "snmp/exchange.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/duration.hpp"
#include "snmp/answer_check.hpp"
#include "snmp/community_message.hpp"
#include "snmp/net_snmp.hpp"
#include "snmp/pdu.hpp"

namespace snmpolld::snmp {

using model::Status;
using Step = Verdict::Step;

Exchange::Exchange(model::PollTask task, Link& link, Shared& shared, MonoTime now)
    : task_(std::move(task)),
      link_(link),
      shared_(shared),
      tries_(task_, now),
      agenda_(task_, shared.regexes, now),
      rows_(shared.walked) {
    record_.task_id = task_.id;
    record_.begun = now;
    record_.learned = task_.learned;
    if (task_.credentials->version == model::Version::v3) v3_.emplace(*task_.credentials, shared.v3, notes_);
}

void Exchange::begin(MonoTime now) {
    act(v3_ ? v3_->begin(task_.learned, now) : Verdict{Step::next}, now);
}

void Exchange::act(Verdict verdict, MonoTime now) {
    switch (verdict.step) {
        case Step::wait:
            return;
        case Step::next:
            if (!agenda_.begin(now)) return act(agenda_.ending(), now);
            return startTries(now);
        case Step::again:
            return startTries(now);
        case Step::discover:
            return act(v3_->beginDiscovery(), now);
        case Step::end:
            return finish(verdict.status, std::move(verdict.error), now);
    }
}

void Exchange::startTries(MonoTime now) {
    tries_.clear();
    request_id_ = shared_.ids.next();
    if (!isDiscovering()) agenda_.firstTry();
    ++record_.requests;
    transmit(now);
}

// One try. Each has an id of its own, so that an answer tells which of them it answers and how long it took: a new
// request-id, or with SNMPv3 a new msgID (RFC 3412 section 7.1 step 9b). An answer to any of them counts.
void Exchange::transmit(MonoTime now) {
    if (!v3_ && tries_.count() > 0) request_id_ = shared_.ids.next();
    const int32_t id = v3_ ? shared_.ids.next() : request_id_;
    tries_.add(id, now);
    const Bytes message = encodeTry(id, now);
    if (message.empty())
        return finish(Status::agent_error, "the request could not be built because it is too long", now);
    if (const int error = link_.send(message); error != 0) onUnreachable(error, now);
}

Bytes Exchange::encodeTry(int32_t id, MonoTime now) {
    Request request{.request_id = request_id_};
    if (!isDiscovering()) request = agenda_.request(request_id_);
    if (!v3_) return encodeRequest(*task_.credentials, request, *shared_.room);
    request.msg_id = id;
    return v3_->encode(request, now, *shared_.room);
}

bool Exchange::owns(const RawMessage& message) const {
    if (v3_ && message.version != kVersion3) return message.pdu.request_id == request_id_;
    return tries_.find(message.id()).has_value();
}

void Exchange::onMessage(const RawMessage& message, Bytes datagram, MonoTime now) {
    act(read(message, datagram, now), now);
}

Verdict Exchange::read(const RawMessage& message, Bytes datagram, MonoTime now) {
    if (const char* fault = faultOf(message, *task_.credentials)) return refused(fault);
    if (!v3_ && message.community != task_.credentials->community.reveal()) {
        ++notes_.other_community;
        return {Step::wait};
    }
    rows_.countOctets(datagram.size());
    if (!v3_) return judge(message, now);
    RawMessage opened = message;
    if (auto verdict = v3_->open(opened, datagram, request_id_)) return std::move(*verdict);
    return judge(opened, now);
}

Verdict Exchange::judge(const RawMessage& message, MonoTime now) {
    Pdu pdu(message);
    return pdu.isDecoded() ? judgePdu(pdu.get(), message, now) : refused("Net-SNMP cannot decode it");
}

Verdict Exchange::judgePdu(snmp_pdu& pdu, const RawMessage& message, MonoTime now) {
    const bool is_report = pdu.command == SNMP_MSG_REPORT;
    if (is_report && !isDiscovering()) return v3_->onReport(snmpv3_get_report_type(&pdu), message, now);
    if (is_report != isDiscovering() || (!is_report && pdu.command != SNMP_MSG_RESPONSE))
        return refused("it is neither a response nor the expected report");
    const size_t number = tries_.find(message.id()).value_or(0);
    record_.rtt = tries_.answered(number, now);
    if (is_report) return v3_->onDiscovered(message, now);
    if (v3_) v3_->onResponse(message, now);
    agenda_.answersTry(number);
    if (pdu.errstat != SNMP_ERR_NOERROR) return agenda_.refused(pdu.errstat, pdu.errindex);
    return agenda_.take(pdu.variables, rows_);
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
    finish(Status::unreachable, task_.address.toString() + ": " + std::strerror(why), now);
}

void Exchange::onGarbage(MonoTime now) {
    finish(Status::bad_response, "the connection carries something other than SNMP", now);
}

void Exchange::onDeadline(MonoTime now) {
    if (done_) return;
    switch (tries_.outcomeAt(now)) {
        case RequestTries::Outcome::wait:
            return;
        case RequestTries::Outcome::no_answer:
            return giveUp(now);
        case RequestTries::Outcome::poll_deadline:
            return finish(Status::timeout, "deadline of " + formatDuration(task_.deadline) + " passed", now);
        case RequestTries::Outcome::retry:
            break;
    }
    ++record_.retries;
    if (!isDiscovering()) agenda_.retry(tries_.oneIsLeft());
    link_.renew();
    transmit(now);
}

void Exchange::giveUp(MonoTime now) {
    finish(statusWithoutAnswer(notes_),
           noAnswerText({tries_.count(), tries_.firstWait(), task_.timeout}, notes_, *task_.credentials), now);
}

// The one place where a poll ends.
void Exchange::finish(Status status, std::string error, MonoTime now) {
    if (done_) return;
    done_ = true;
    record_.part = parts_ + 1;
    agenda_.takeGets(record_);
    rows_.moveTo(record_);
    agenda_.takeRest(record_);
    const bool any_value = parts_ > 0 || !record_.varbinds.empty();
    record_.status = status != Status::ok && any_value ? Status::partial : status;
    record_.error = agenda_.withDetails(std::move(error));
    record_.duration = now - record_.begun;
    agenda_.saveTo(record_.learned);
    if (v3_) v3_->saveTo(record_.learned);
    tries_.saveTo(record_.learned);
}

model::HostRecord Exchange::takePart(MonoTime now) {
    model::HostRecord part;
    part.task_id = record_.task_id;
    part.part = ++parts_;
    part.last = false;
    part.status = Status::ok;
    part.rtt = record_.rtt;
    part.requests = record_.requests;
    part.retries = record_.retries;
    part.begun = record_.begun;
    part.duration = now - record_.begun;
    agenda_.takeGets(part);
    rows_.moveTo(part);
    return part;
}

}  // namespace snmpolld::snmp
