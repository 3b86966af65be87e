#include "snmp/exchange.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/duration.hpp"
#include "snmp/community_message.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

constexpr size_t kPartVarbinds = 10'000;
constexpr size_t kPartOctets = 512U << 10;
// Of all exchanges of a worker together; about 60 MB. When there are more, whoever has more than its share sends them.
constexpr size_t kWalkedTogether = 400'000;
constexpr size_t kSmallestShare = 500;

MonoTime endOf(const model::PollTask& task, MonoTime now) {
    return task.deadline > Duration::zero() ? now + task.deadline : MonoTime::max();
}

RequestRoom roomOf(const model::PollTask& task, bool with_clock) {
    return requestRoom(*task.credentials, task.module_set->requests, with_clock);
}

const model::Oid& sysUpTime(bool instance) {
    static const model::Oid object{1, 3, 6, 1, 2, 1, 1, 3};
    static const model::Oid its_instance{1, 3, 6, 1, 2, 1, 1, 3, 0};
    return instance ? its_instance : object;
}

// Moves `values` behind those of the record, with their clocks.
void append(model::HostRecord& to, std::vector<model::Varbind>& values, std::vector<model::ClockMark>& clocks) {
    const auto shift = static_cast<uint32_t>(to.varbinds.size());
    for (model::ClockMark mark : clocks) {
        mark.first += shift;
        to.clocks.push_back(mark);
    }
    clocks.clear();
    if (to.varbinds.empty())
        to.varbinds = std::move(values);
    else
        std::move(values.begin(), values.end(), std::back_inserter(to.varbinds));
    values.clear();
}

}  // namespace

Exchange::Exchange(model::PollTask task, Link& link, Shared& shared, MonoTime now)
    : task_(std::move(task)),
      link_(link),
      shared_(shared),
      lookup_check_(task_),
      gets_(lookup_check_.gets(), roomOf(task_, task_.module_set->requests.rates), task_.learned.max_request_bytes,
            lookup_check_.hidden()),
      walks_(*task_.module_set, credentials().version == model::Version::v1, task_.learned),
      selection_(*task_.module_set, shared.regexes),
      with_clock_(task_.module_set->requests.rates),
      now_(now),
      end_(endOf(task_, now)),
      due_(end_) {
    record_.task_id = task_.id;
    record_.begun = now;
    record_.learned = task_.learned;
    ++shared_.exchanges;
}

Exchange::~Exchange() {
    --shared_.exchanges;
    shared_.walked -= counted_;
}

void Exchange::begin(MonoTime now) {
    now_ = now;
    if (isV3()) return beginV3();
    ask();
}

void Exchange::ask() {
    discovering_ = false;
    if (!beginRequest()) return finishAsked();
    startTries();
}

// The next request of the poll; false when there is none.
bool Exchange::beginRequest() {
    if (phase_ == Phase::gets) {
        if (gets_.plan.begin()) return true;
        phase_ = Phase::walks;
        checkLookups();
    }
    if (phase_ == Phase::walks && walks_.begin()) return true;
    if (phase_ == Phase::walks && selection_.walkUnfiltered(walks_)) return walks_.begin();
    if (phase_ == Phase::walks) beginLate();
    return late_ && late_->plan.begin();
}

// The lookup tables that are at hand stand in for a walk while the device's marks say that they hold.
void Exchange::checkLookups() {
    record_.lookup_marks = lookup_check_.marks(gets_.results, clock_, record_.begun);
    if (!record_.lookup_marks || !task_.held_lookups) return;
    if (!model::stillHold(*task_.held_lookups, *record_.lookup_marks, now_)) return;
    record_.lookups_left_out = true;
    walks_.leaveOut(task_.module_set->lookups);
}

// A walk of an instance has no row; a GET has its value.
void Exchange::beginLate() {
    phase_ = Phase::late;
    late_oids_ = walks_.emptyRoots();
    roots_ = late_oids_.size();
    std::ranges::move(selection_.instances(), std::back_inserter(late_oids_));
    if (!late_oids_.empty()) late_.emplace(late_oids_, roomOf(task_, with_clock_), gets_.plan.maxBytes());
}

// As it is to be sent now; valid until the next one.
Request Exchange::request() {
    const bool walking = phase_ == Phase::walks;
    Request out{.request_id = request_id_};
    out.oids = walking ? walks_.oids() : gets().plan.oids();
    if (walking) out.ask = walks_.ask();
    if (out.ask == Ask::get_bulk) {
        out.non_repeaters = with_clock_ ? 1 : 0;
        out.max_repetitions = walks_.maxRepetitions();
    }
    if (!with_clock_) return out;
    asked_.assign(1, &sysUpTime(!walking));
    asked_.insert(asked_.end(), out.oids.begin(), out.oids.end());
    out.oids = asked_;
    return out;
}

void Exchange::startTries() {
    ids_.clear();
    sent_.clear();
    request_id_ = shared_.ids.next();
    if (phase_ == Phase::walks && !discovering_) walks_.firstTry();
    ++record_.requests;
    transmit();
}

// One try. Each has an id of its own, so that an answer tells which of them it answers and how long it took: a new
// request-id, for v3 a new msgID (RFC 3412 section 7.1 step 9b). An answer to any of them counts.
void Exchange::transmit() {
    due_ = std::min(now_ + waitOf(sent_.size()), end_);
    if (!isV3() && !ids_.empty()) request_id_ = shared_.ids.next();
    if (!isV3()) ids_.push_back(request_id_);
    sent_.push_back(now_);
    const Bytes message = encodeTry();
    if (message.empty()) return finish(Status::agent_error, "the request could not be built: it is too long");
    if (const int error = link_.send(message); error != 0) onUnreachable(error, now_);
}

Bytes Exchange::encodeTry() {
    if (discovering_) return encodeTryV3({.request_id = request_id_});
    const Request asked = request();
    return isV3() ? encodeTryV3(asked) : encodeRequest(credentials(), asked, *shared_.room);
}

// Over TCP nothing is lost that would have to be sent again soon, and a retry costs the connection.
Duration Exchange::waitOf(size_t number) const {
    const bool known = task_.transport == model::Transport::udp && task_.learned.round_trip.known();
    return waitOfTry(known ? roundTrip() : model::RoundTrip{}, task_, static_cast<int>(number));
}

// With what this poll has shown: its large requests may take longer than those of the polls before.
model::RoundTrip Exchange::roundTrip() const {
    model::RoundTrip out = task_.learned.round_trip;
    if (slowest_ > Duration::zero()) out.add(slowest_);
    return out;
}

void Exchange::tookTime() {
    record_.rtt = now_ - sent_[answered_];
    if (task_.transport == model::Transport::udp) slowest_ = std::max(slowest_, record_.rtt);
}

std::optional<size_t> Exchange::tryOf(const RawMessage& message) const {
    const auto id = message.id();
    const auto place = id ? std::ranges::find(ids_, *id) : ids_.end();
    if (place == ids_.end()) return std::nullopt;
    return static_cast<size_t>(place - ids_.begin());
}

bool Exchange::owns(const RawMessage& message) const {
    if (isV3() && message.version != kVersion3) return message.pdu.request_id == request_id_;
    return tryOf(message).has_value();
}

void Exchange::onMessage(const RawMessage& message, Bytes datagram, MonoTime now) {
    now_ = now;
    answered_ = tryOf(message).value_or(0);
    if (const char* fault = faultOf(message)) return refuse(fault);
    if (!isV3() && message.community != credentials().community.reveal()) {
        ++notes_.other_community;
        return;
    }
    octets_ += datagram.size();
    step_ = Step::wait;
    raw_ = &message;
    isV3() ? readV3(message, datagram) : read(message);
    raw_ = nullptr;
    act();
}

void Exchange::read(const RawMessage& message) {
    if (!decodePdu(message, *this)) refuse("Net-SNMP cannot decode it");
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
    const auto tries = static_cast<int>(sent_.size());
    if (tries > task_.retries && now >= sent_.back() + task_.timeout) return finishWithoutAnswer();
    if (now >= end_) return finish(Status::timeout, "deadline of " + formatDuration(task_.deadline) + " passed");
    ++record_.retries;
    if (phase_ == Phase::walks && !discovering_) walks_.retry(tries == task_.retries);
    link_.renew();
    transmit();
}

void Exchange::finishAsked() {
    if (walks_.status() != Status::ok) return finish(walks_.status(), walks_.error());
    if (!getErrors().empty()) return finish(Status::agent_error, "");
    if (selection_.isCut()) return finish(Status::partial, "filters want more rows than are asked for in one poll");
    finish(Status::ok, "");
}

std::string Exchange::getErrors() const {
    std::string out = gets_.results.errorText();
    if (late_ && late_->results.anyError()) out += (out.empty() ? "" : ", ") + late_->results.errorText();
    return out;
}

void Exchange::finishWithoutAnswer() {
    const Status status = notes_.wrong_digest > 0                         ? Status::auth_failure
                          : notes_.malformed > 0 || notes_.unverified > 0 ? Status::bad_response
                                                                          : Status::timeout;
    finish(status, noAnswerText({sent_.size(), waitOf(0), task_.timeout}, notes_, credentials()));
}

// The one place where a poll ends.
void Exchange::finish(Status status, std::string error) {
    if (done_) return;
    done_ = true;
    record_.part = parts_ + 1;
    collect(record_);
    const bool any_value = parts_ > 0 || !record_.varbinds.empty();
    record_.status = status != Status::ok && any_value ? Status::partial : status;
    if (phase_ == Phase::walks) error += walks_.standing();
    if (const std::string errors = getErrors(); !errors.empty()) error += (error.empty() ? "" : "; ") + errors;
    record_.error = std::move(error);
    record_.duration = now_ - record_.begun;
    const uint32_t max_bytes = (late_ ? *late_ : gets_).plan.maxBytes();
    if (max_bytes != RequestPlan::kFirstMaxBytes) record_.learned.max_request_bytes = max_bytes;
    walks_.saveTo(record_.learned);
    if (engine_answered_) peer_->saveTo(record_.learned);
    record_.learned.round_trip = roundTrip();
}

// What has come and is in no part yet. Of the late ones only what is there: that an object is no instance, or that a
// row has no such column, is no news.
void Exchange::collect(model::HostRecord& record) {
    shared_.walked -= std::exchange(counted_, 0);
    gets_.results.take(record.varbinds, record.clocks);
    append(record, walked_, walked_clocks_);
    if (!late_ || !done_) return;
    std::vector<model::Varbind> values;
    std::vector<model::ClockMark> clocks;
    late_->results.take(values, clocks);
    for (size_t i = 0, mark = 0; i < values.size(); ++i) {
        while (mark < clocks.size() && clocks[mark].first <= i)
            clocks[mark++].first = static_cast<uint32_t>(walked_.size());
        if (!model::isException(values[i].type)) walked_.push_back(std::move(values[i]));
    }
    append(record, walked_, clocks);
    while (!record.clocks.empty() && record.clocks.back().first >= record.varbinds.size())
        record.clocks.pop_back();  // of exceptions
}

bool Exchange::hasPart() const {
    if (done_ || walked_.empty()) return false;
    if (walked_.size() >= kPartVarbinds || octets_ >= kPartOctets) return true;
    return shared_.walked >= kWalkedTogether &&
           walked_.size() >= std::max(kSmallestShare, kWalkedTogether / shared_.exchanges);
}

model::HostRecord Exchange::takePart() {
    model::HostRecord part;
    part.task_id = record_.task_id;
    part.part = ++parts_;
    part.last = false;
    part.status = Status::ok;
    part.rtt = record_.rtt;
    part.requests = record_.requests;
    part.retries = record_.retries;
    part.begun = record_.begun;
    part.duration = now_ - record_.begun;
    collect(part);
    octets_ = 0;
    return part;
}

}  // namespace snmpolld::snmp
