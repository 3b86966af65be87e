#include "snmp/exchange.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/duration.hpp"
#include "snmp/answer_check.hpp"
#include "snmp/community_message.hpp"
#include "snmp/net_snmp.hpp"
#include "snmp/report.hpp"

namespace snmpolld::snmp {

using model::Status;
using Step = Verdict::Step;

namespace {

constexpr int kSilentInARow = 5;  // requests; then a request that was answered before is sent again
constexpr int32_t kShortIds = 0x7fff;

int32_t nextId(RandomIds& ids, model::Quirks quirks, const RequestTries& tries) {
    int32_t id = ids.next();
    while (quirks.has(model::Quirk::short_request_ids) && ((id &= kShortIds) == 0 || tries.find(id)))
        id = ids.next();
    return id;
}

// A limit that was found an hour ago is tried again: there may have been another reason, or it is gone.
model::PollTask&& withoutOldLimits(model::PollTask&& task, MonoTime now) {
    model::Learned& learned = task.learned;
    if (now - learned.limits_since >= std::chrono::hours(1)) learned.max_get_oids = learned.max_walk_columns = 0;
    return std::move(task);
}

void markLimits(model::Learned& learned, const model::Learned& before, MonoTime now) {
    const auto limits = [](const model::Learned& l) { return std::pair(l.max_get_oids, l.max_walk_columns); };
    if (limits(learned) != limits(before)) learned.limits_since = now;
}

bool hasValue(const model::HostRecord& record) {
    return record.walked.anyValue() ||
           std::ranges::any_of(record.varbinds, [](const model::Varbind& v) { return !model::isFailure(v.type); });
}

// What came in vain, for the poll's error.
std::string ignoredBy(const model::PollTask& task, const RequestTries& tries, const Notes& notes,
                      const StrayAnswers& strays, const V3Session* v3) {
    const auto stray = strays.find(tries.ids());
    const bool is_elsewhere = stray && stray->from != task.address;
    return ignoredText(notes,
                       {.elsewhere = is_elsewhere ? std::optional(stray->from) : std::nullopt,
                        .is_cut = is_elsewhere && isCut(stray->id, tries.ids()),
                        .engine = v3 != nullptr ? v3->claimedEngine() : ""},
                       *task.credentials, quirksOf(task));
}

std::string deadlinePassed(const model::PollTask& task) {
    return "deadline of " + roundedDuration(task.deadline) + " passed";
}

}  // namespace

Exchange::Exchange(model::PollTask&& task, Link& link, Shared& shared, MonoTime now)
    : task_(withoutOldLimits(std::move(task), now)),
      link_(link),
      shared_(shared),
      quirks_(quirksOf(task_)),
      tries_(task_, now),
      pace_(task_.module_set->requests.pdu_gap, task_.learned, now),
      agenda_(task_, shared.regexes, now),
      rows_(shared.walked),
      heard_(task_.alive) {
    record_.task_id = task_.id;
    record_.begun = now;
    record_.learned = task_.learned;
    if (task_.credentials->version == model::Version::v3) v3_ = std::make_unique<V3Session>(task_, shared.v3, notes_);
}

void Exchange::begin(MonoTime now) {
    act(v3_ ? v3_->begin(task_.learned, now) : Verdict{Step::next}, now);
}

void Exchange::act(Verdict verdict, MonoTime now) {
    switch (verdict.step) {
        case Step::wait:
            if (verdict.error.empty()) return;
            notes_.addFault(verdict.error);
            fault_ = std::move(verdict.error);
            if (heard_) tries_.answeredInVain(now);
            return;
        case Step::next:
            if (!agenda_.begin(now, tries_.mayDetour())) return act(agenda_.ending(), now);
            return startTries(now);
        case Step::again:
            return startTries(now);
        case Step::discover:
            return act(v3_->beginDiscovery(), now);
        case Step::send:
            return tries_.pauseUntil(std::max(pace_.earliest(), now));
        case Step::end:
            if (heard_ && verdict.status != Status::ok) agenda_.abandon(verdict.error, false);
            return finish(verdict.status, std::move(verdict.error), now);
    }
}

void Exchange::startTries(MonoTime now) {
    tries_.begin(checking_ || (isAgendas() && agenda_.isDetour()), now);
    if (tries_.areUsedUp()) return giveUp(now);
    fault_.clear();
    testing_pace_ = false;
    request_id_ = nextId(shared_.ids, quirks_, tries_);
    if (isAgendas()) agenda_.firstTry();
    ++record_.requests;
    if (pace_.earliest() > now) return tries_.pauseUntil(pace_.earliest());
    transmit(now);
}

// One try. Each has an id of its own, so that an answer tells which of them it answers and how long it took: a new
// request-id, or with SNMPv3 a new msgID (RFC 3412 section 7.1 step 9b). An answer to any of them counts.
void Exchange::transmit(MonoTime now) {
    if (v3_ && v3_->keys().awaits()) return tries_.pauseUntil(MonoTime::max());  // until Step::send
    if (!v3_ && tries_.count() > 0) request_id_ = nextId(shared_.ids, quirks_, tries_);
    const int32_t id = v3_ ? nextId(shared_.ids, quirks_, tries_) : request_id_;
    tries_.add(id, now, pace_.gap());
    pace_.sent(now);
    const Bytes message = encodeTry(id, now);
    if (message.empty())
        return finish(Status::agent_error, "the request could not be built because it is too long", now);
    if (const int error = link_.send(message); error != 0) act(unreachable(task_.address, error), now);
}

Bytes Exchange::encodeTry(int32_t id, MonoTime now) {
    Request request{.request_id = request_id_};
    if (checking_)
        agenda_.knownGood(request);
    else if (!isDiscovering(v3_.get()))
        request = agenda_.request(request_id_);
    if (!v3_) return encodeRequest(*task_.credentials, request, *shared_.room);
    request.msg_id = id;
    return v3_->encode(request, now, *shared_.room);
}

bool Exchange::owns(const RawMessage& message) const {
    if (v3_ && message.version != kVersion3 && message.pdu.request_id == request_id_) return true;
    return tries_.find(message.id()).has_value() || (v3_ && v3_->isOfDiscovery(message.id()));
}

void Exchange::onMessage(const RawMessage& message, Bytes datagram, MonoTime now) {
    act(read(message, datagram, now), now);
}

Verdict Exchange::read(const RawMessage& message, Bytes datagram, MonoTime now) {
    if (v3_ && message.version == kVersion3 && !tries_.find(message.id())) {
        v3_->onOtherDiscovered(message);
        return {};
    }
    if (const char* fault = faultOf(message, *task_.credentials)) {
        heard_ |= !v3_ && message.fault != nullptr;  // a wrong version stays wrong, however little is asked
        return noted(fault);
    }
    const bool same = v3_ || message.community == task_.credentials->community.reveal();
    if (!same && !quirks_.has(model::Quirk::any_community)) {
        ++notes_.other_community;
        return {};
    }
    rows_.countOctets(datagram.size());
    if (message.left_over > 0) ++record_.padded;
    if (!v3_) return judge(message, now);
    RawMessage opened = message;
    if (auto verdict = v3_->open(opened, datagram, request_id_)) return std::move(*verdict);
    return judge(opened, now);
}

Verdict Exchange::judge(const RawMessage& message, MonoTime now) {
    const RawPdu& pdu = message.pdu;
    if (pdu.type == kPduReport) return judgeReport(message, now);
    if (isDiscovering(v3_.get())) return noted("it is neither a response nor the expected report");
    const size_t number = tries_.find(message.id()).value_or(0);
    record_.rtt = tries_.answered(number, now);
    if (v3_) v3_->onResponse(message, now);
    if (std::exchange(checking_, false)) {
        heardTry(false, true, now);
        return {Step::next};
    }
    const bool same = agenda_.answersTry(number);
    heardTry(number > 0, same, now);
    if (pdu.error_status != SNMP_ERR_NOERROR) return agenda_.refused(pdu.error_status, pdu.error_index);
    const std::vector<Damage> damages = damagesIn(pdu);
    return agenda_.take(AnswerVarbinds(pdu.list, damages), rows_);
}

Verdict Exchange::judgeReport(const RawMessage& message, MonoTime now) {
    if (isDiscovering(v3_.get())) {
        record_.rtt = tries_.answered(tries_.find(message.id()).value_or(0), now);
        return v3_->onDiscovered(message, tries_.ids(), now);
    }
    Verdict verdict = v3_->onReport(reportType(message.pdu), message, now);
    const bool is_authentic = (message.flags & kFlagAuth) != 0;
    if (is_authentic || v3_->hasOther())
        tries_.allowAll();  // who rejected the user was not the agent, or may not have been
    else if (isAboutUser(notes_.report))
        tries_.allowOneMore();
    return verdict;
}

// `late`: not its first try was answered; `same`: the one that was asked for as much as the first.
void Exchange::heardTry(bool late, bool same, MonoTime now) {
    heard_ = true;
    silent_in_row_ = 0;
    tries_.allowAll();
    const bool tested = std::exchange(testing_pace_, false);
    if (tested) pace_.testAnswered(now);
    if (tested || pace_.answered(late, same, now)) agenda_.forgiveSilence();
}

void Exchange::onForeign(const RawMessage& message) {
    if (message.fault != nullptr) return notes_.addFault(message.fault);
    ++notes_.other_id;
    if (message.id() && isCut(*message.id(), tries_.ids())) ++notes_.short_id;
}

void Exchange::onDeadline(MonoTime now) {
    if (done_) return;
    const bool last = tries_.oneIsLeft();
    switch (tries_.outcomeAt(now)) {
        case RequestTries::Outcome::wait:
            return;
        case RequestTries::Outcome::send:
            return transmit(now);
        case RequestTries::Outcome::no_answer:
            return unanswered(now);
        case RequestTries::Outcome::poll_deadline:
            if (heard_) agenda_.abandon("not finished before the deadline of the poll", false);
            return finish(
                Status::timeout,
                deadlinePassed(task_) + (heard_ ? "" : ignoredBy(task_, tries_, notes_, shared_.strays, v3_.get())),
                now);
        case RequestTries::Outcome::retry:
            break;
    }
    ++record_.retries;
    if (isAgendas()) agenda_.retry(last, last && !heard_);
    if (v3_) v3_->tryOther(last, now);
    link_.renew();
    transmit(now);
}

// All tries of the request were in vain. A host that has not said a word is given up; of one that is alive, the next
// requests find out what it does not answer. Now and then one of them is a request that was answered before: it tells
// whether the host is still there.
void Exchange::unanswered(MonoTime now) {
    const bool other_engine = v3_ && v3_->tryOther(true, now);
    if (!other_engine && (!heard_ || !isAgendas())) return giveUp(now);
    if (other_engine || (fault_.empty() && !testing_pace_ && !agenda_.isDetour() && pace_.wantsTest())) {
        ++record_.retries;
        if (isAgendas()) agenda_.retry(false, false);
        testing_pace_ = !other_engine;
        tries_.allowAll();
        return other_engine ? transmit(now) : tries_.pauseUntil(now + Pace::kTestPause);
    }
    const InVain what = fault_.empty() ? InVain{} : InVain{.why = fault_, .status = Status::bad_response};
    agenda_.unanswered(what, tries_.mayDetour());
    Request known;
    checking_ = ++silent_in_row_ % kSilentInARow == 0 && agenda_.knownGood(known);
    return checking_ ? startTries(now) : act({Step::next}, now);
}

void Exchange::giveUp(MonoTime now) {
    constexpr const char* kGone = "the host has stopped answering";
    if (heard_) agenda_.abandon(kGone, true);
    if (checking_) return finish(Status::timeout, kGone, now);
    if (isAboutUser(notes_.report))
        return finish(Status::auth_failure, reportText(notes_.report, *task_.credentials), now);
    const std::string ignored = ignoredBy(task_, tries_, notes_, shared_.strays, v3_.get());
    const std::string tries = noAnswerText(tries_.count(), tries_.firstWait(), task_.timeout);
    finish(statusWithoutAnswer(notes_), tries + (ignored.empty() ? looksTheSame(*task_.credentials) : ignored), now);
}

// The one place where a poll ends.
void Exchange::finish(Status status, std::string error, MonoTime now) {
    if (done_) return;
    done_ = true;
    tries_.end(now);
    record_.part = parts_ + 1;
    agenda_.takeGets(record_);
    rows_.moveTo(record_);
    agenda_.takeRest(record_);
    const bool any_value = parts_ > 0 || hasValue(record_);
    record_.status = status != Status::ok && any_value ? Status::partial : status;
    record_.error = agenda_.withDetails(std::move(error));
    record_.duration = now - record_.begun;
    agenda_.saveTo(record_.learned);
    markLimits(record_.learned, task_.learned, now);
    if (v3_) v3_->saveTo(record_.learned);
    tries_.saveTo(record_.learned);
    pace_.saveTo(record_.learned);
}

std::optional<model::HostRecord> Exchange::takePart(MonoTime now) {
    if (done_ || !rows_.isEnoughForPart()) return std::nullopt;
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
