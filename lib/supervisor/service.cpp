#include "supervisor/service.hpp"

#include <algorithm>
#include <set>

#include "base/log.hpp"
#include "base/text.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr Duration kTick = std::chrono::milliseconds(16);

template <typename Thing>
bool contains(const std::vector<const Thing*>& things, const Thing& thing) {
    return std::ranges::find(things, &thing) != things.end();
}

}  // namespace

Service::Service(loop::Loop& loop, pool::PoolSettings settings)
    : poller_(loop, std::move(settings),
              {[this](Host& host, Question* of, const model::HostRecord& record) { recordCame(host, of, record); },
               [] {}, [](const std::string&) {}, [] {}}),
      timer_(loop, [this] { fire(); }),
      gap_timer_(loop, [this] { gapsEnded(); }),
      drain_timer_(loop, [this] { stopNow(); }) {}

void Service::fire() {
    const MonoTime now = fired_ = monoNow();
    const WallTime wall_now = wallNow();
    const auto dues = schedule_.due(now);
    for (const auto& due : dues)  // side by side, before the first is looked at
        if (due.id < hosts_.size() && hosts_[due.id]) fetch(*hosts_[due.id]);
    for (const auto& due : dues) {
        const auto [host, question] = questionAt(due.id);
        const WallTime scheduled = wall_now - std::chrono::duration_cast<WallTime::duration>(now - due.at);
        missed_ += due.missed;
        if (due.missed > 0) log::warning("polls_missed", {{"host", host->target.host}, {"missed", due.missed}});
        becameDue(*host, {question, scheduled, due.at});
    }
    arm();
}

// For one more poll. A host that does not answer is asked one thing at a time.
bool Service::hasRoom(const Host& host) const {
    return host.open_polls < (isSuspect(host) ? 1 : host.target.in_flight);
}

// Another question to the host, or somebody's inquiry, is no overrun: this one comes when there is room.
void Service::becameDue(Host& host, const DuePoll& poll) {
    const bool overrun = poll.question->isUnderWay();
    if (!overrun && hasRoom(host) && fired_ >= host.rests_until && !turns_.isWaiting(host)) return ask(host, poll);
    if (host.breaker.isResting(breaker_, poll.due))
        return poller_.skip(host, *poll.question, poll.scheduled, kBreakerOpen);
    if (overrun || !turns_.wait(host, poll)) return poller_.skip(host, *poll.question, poll.scheduled, "overrun");
    next(host);
}

// A suspect host is probed, and not too often, unless somebody waits for its poll.
void Service::ask(Host& host, const DuePoll& poll) {
    const bool probed = isSuspect(host) && !isWanted(host, *poll.question);
    if (probed && host.breaker.isResting(breaker_, poll.due))
        return poller_.skip(host, *poll.question, poll.scheduled, kBreakerOpen);
    host.breaker.asked(poll.due);
    if (probed)
        poller_.probe(host, *poll.question, poll.scheduled);
    else
        poller_.poll(host, *poll.question, poll.scheduled);
}

// Where workers hold many hosts, polls that are due within 16 ms begin together: a batch costs all processes less. A
// blocking worker would only wake up a neighbour for it (docs/adr/0004).
void Service::arm() {
    if (stopping_) return;
    const Duration tick = poller_.everyPollIsAlone() ? Duration::zero() : kTick;
    const MonoTime next = schedule_.next();
    if (next == MonoTime::max())
        timer_.stop();
    else
        timer_.startAt(std::max(next, fired_ + tick));
}

bool Service::pollNow(const std::string& name, Answered answered) {
    const auto it = by_name_.find(name);
    if (it == by_name_.end() || stopping_) return false;
    Host& host = *hosts_[it->second];
    const std::vector<Question*> questions = questionsOf(host);
    if (questions.empty()) return false;
    waiting_.emplace(&host, Waiting{std::move(answered), {questions.begin(), questions.end()}});
    for (Question* question : questions)
        if (question->isUnderWay())
            poller_.insist(*question);
        else
            turns_.wait(host, DuePoll{question, wallNow(), monoNow()});
    next(host);
    return true;
}

bool Service::ask(Inquiry inquiry) {
    if (stopping_) return false;
    const auto it = by_name_.find(inquiry.target.host);
    Host& host = it == by_name_.end() ? guests_.of(inquiry.target) : *hosts_[it->second];
    if (!turns_.wait(host, std::move(inquiry))) return false;
    next(host);
    return true;
}

void Service::begin(Host& host, Inquiry inquiry) {
    const bool guest = !by_name_.contains(host.target.host);
    if (guest) host.retarget(inquiry.target);
    auto instead = std::make_unique<const model::Target>(inquiry.target);
    turns_.begin(*instead, std::move(inquiry));
    poller_.poll(host, wallNow(), std::move(instead));
}

// Of what waits, all that the host has room for, after its gap.
void Service::next(Host& host) {
    if (!turns_.isWaiting(host)) return;
    const bool held = hold(host);
    while (beginNext(host)) {
    }
    if (held) release(host);
}

// false: there is nothing that may begin now.
bool Service::beginNext(Host& host) {
    if (!hasRoom(host) || stopping_ || !turns_.isWaiting(host)) return false;
    if (monoNow() < host.rests_until) {
        turns_.rest(host);
        gap_timer_.startAt(turns_.nextRested());
        return false;
    }
    turns_.forget(host);
    auto turn = turns_.take(host);
    if (const DuePoll* poll = std::get_if<DuePoll>(&*turn))
        ask(host, *poll);
    else
        begin(host, std::get<Inquiry>(std::move(*turn)));
    return true;
}

void Service::gapsEnded() {
    for (Host* host : turns_.takeRested(monoNow()))
        next(*host);
    if (turns_.nextRested() != MonoTime::max()) gap_timer_.startAt(turns_.nextRested());
}

// What is called here may begin the next poll of the host, which may end at once and come here again: the host stays
// until all of that is over.
void Service::recordCame(Host& host, const Question* question, const model::HostRecord& record) {
    const bool held = record.last && hold(host);
    if (record.last && record.started) beginGap(host);
    if (question != nullptr)
        ownRecordCame(host, *question, record);
    else
        turns_.answer(record);
    if (!record.last) return;
    next(host);
    if (held) release(host);
}

// true: whoever holds it releases it; else somebody else does later.
bool Service::hold(const Host& host) {
    if (contains(held_, host)) return false;
    held_.push_back(&host);
    return true;
}

void Service::release(Host& host) {
    std::erase(held_, &host);
    settle(host);
    if (held_.empty()) guests_.trim([this](const Host& guest) { return turns_.isWaiting(guest); });
    endIfDrained();
}

void Service::ownRecordCame(Host& host, const Question& question, const model::HostRecord& record) {
    if (record.last) judge(host, record);
    if (record.last && !question.removed) twins_.note(host);
    if (!waiting_.empty()) answerWaiting(host, question, record);
}

void Service::beginGap(Host& host) {
    turns_.forget(host);
    host.rests_until = monoNow() + host.target.gap;
}

void Service::judge(Host& host, const model::HostRecord& record) const {
    const Heard what = heard(record);
    if (what == Heard::silence && host.breaker.silent(breaker_))
        log::warning("host_suspect", {{"host", host.target.host}, {"silent_polls", host.breaker.silences()}});
    if (what == Heard::something && host.breaker.answered(breaker_))
        log::info("host_answers_again", {{"host", host.target.host}});
}

bool Service::isWanted(const Host& host, const Question& question) const {
    const auto [first, end] = waiting_.equal_range(&host);
    return std::any_of(first, end, [&](const auto& entry) { return contains(entry.second.open, question); });
}

// The record of an overrun is no answer to somebody who waits for the poll that is under way or comes next.
void Service::answerWaiting(const Host& host, const Question& question, const model::HostRecord& record) {
    if (turns_.isWaiting(host, question)) return;
    if (question.isUnderWay() && question.open_task != record.task_id) return;
    const auto [first, end] = waiting_.equal_range(&host);
    for (auto it = first; it != end;) {
        Waiting& waiting = it->second;
        const auto open = std::ranges::find(waiting.open, &question);
        const auto at = it++;
        if (open == waiting.open.end()) continue;
        if (record.last) waiting.open.erase(open);
        waiting.answered(record, !waiting.open.empty());
        if (waiting.open.empty()) waiting_.erase(at);
    }
}

const Host* Service::find(const std::string& name) const {
    const auto it = by_name_.find(name);
    return it == by_name_.end() || hosts_[it->second]->removed ? nullptr : hosts_[it->second].get();
}

void Service::recall(const std::string& name, const model::Learned& learned, WallTime learned_at) {
    Host& host = *hosts_[by_name_.at(name)];
    host.learned = learned;
    host.learned_at = learned_at;
}

// The edit distance is at least the difference of the lengths: few of 100,000 names are left to be compared.
std::string Service::nearestHost(const std::string& word) const {
    std::vector<std::string_view> candidates;
    for (const auto& [name, id] : by_name_)
        if (!hosts_[id]->removed &&
            std::max(name.size(), word.size()) <= std::min(name.size(), word.size()) + word.size() / 3)
            candidates.emplace_back(name);
    std::ranges::sort(candidates);
    return nearestWord(word, candidates);
}

std::vector<uint64_t> Service::lastOutcomes() const {
    std::vector<uint64_t> counts(model::kStatusCount);
    for (const auto& host : hosts_)
        if (const auto last = host ? lastOutcome(*host) : std::nullopt) ++counts[static_cast<size_t>(*last)];
    return counts;
}

uint64_t Service::suspects() const {
    const auto suspect = [this](const auto& host) { return host && isSuspect(*host); };
    return static_cast<uint64_t>(std::ranges::count_if(hosts_, suspect));
}

void Service::stop(std::function<void()> stopped) {
    stopping_ = true;
    stopped_ = std::move(stopped);
    timer_.stop();
    gap_timer_.stop();
    endTurns();
    poller_.skipWaiting();
    drain_timer_.startAt(monoNow() + kDrain);
    endIfDrained();
}

void Service::stopNow() {
    stopping_ = true;
    timer_.stop();
    poller_.skipOpen();
    endIfDrained();
}

// What has become due has its record; a inquiry whose turn has not come has not.
void Service::endTurns() {
    for (const auto& [host, poll] : turns_.takeAllDue())
        poller_.skip(*host, *poll.question, poll.scheduled, "shutdown");
    for (const Inquiry& inquiry : turns_.takeAllInquiries()) {
        model::HostRecord record;
        record.error = "shutdown";
        record.target = &inquiry.target;
        inquiry.answered(record);
    }
}

void Service::endIfDrained() {
    if (!stopping_ || poller_.open() > 0 || !stopped_) return;
    drain_timer_.stop();
    poller_.stopWorkers();
    std::exchange(stopped_, nullptr)();
}

}  // namespace snmpolld::supervisor
