#include "supervisor/pacer.hpp"

#include <utility>

#include "base/log.hpp"
#include "supervisor/guests.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr std::string_view kOverrun = "overrun";
constexpr uint64_t kMostMissedRecords = 10;  // in a row of a question; more missed times share a record

}  // namespace

Pacer::Pacer(const Outside& outside, Poller& poller, Asker& asker)
    : clocks_(outside.clocks),
      poller_(poller),
      asker_(asker),
      gap_alarm_(outside.timing.alarm([this] { gapsEnded(); })) {}

bool Pacer::hasRoom(const Host& host) const {
    return host.open_polls < (isSuspect(host) ? 1 : host.target.in_flight);
}

// It is an overrun only if the same question is under way or waits. Other polls of the host just make it wait.
void Pacer::becameDue(Host& host, const ScheduledPoll& poll, MonoTime now) {
    const bool overrun = poll.question->isUnderWay();
    if (!overrun && hasRoom(host) && now >= host.rests_until && !waiting_.isWaiting(host)) return begin(host, poll);
    if (host.breaker.isResting(breaker_, poll.due)) return skip(host, poll, kBreakerOpen);
    if (overrun || !waiting_.add(host, poll)) return skip(host, poll, kOverrun);
    next(host);
}

void Pacer::missedAfter(Host& host, const ScheduledPoll& poll, uint64_t count) {
    const Duration interval = poll.question->target.interval;
    const auto after = [&](uint64_t times) {
        const Duration passed = interval * static_cast<int64_t>(times);
        ScheduledPoll later = poll;
        later.scheduled += std::chrono::duration_cast<WallTime::duration>(passed);
        later.due += passed;
        return later;
    };
    if (count > kMostMissedRecords)
        return skip(host, after(1), kOverrun, {.count = count, .last = after(count).scheduled});
    for (uint64_t times = 1; times <= count; ++times)
        skip(host, after(times), kOverrun);
}

void Pacer::hurry(Host& host, const std::vector<Question*>& questions, Waiters::Answered answered) {
    waiters_.add(host, questions, std::move(answered));
    const Now now = clocks_.now();
    for (Question* question : questions)
        if (question->isUnderWay())
            poller_.insist(*question);
        else
            waiting_.add(host, ScheduledPoll{.question = question, .scheduled = now.wall, .due = now.mono});
    next(host);
}

bool Pacer::ask(Host& host, OnDemandPoll poll) {
    if (stopping_ || !waiting_.add(host, std::move(poll))) return false;
    next(host);
    return true;
}

void Pacer::remove(Host& host, Question& question) {
    if (const auto poll = waiting_.take(host, question)) skip(host, *poll, "removed");
}

void Pacer::next(Host& host) {
    while (beginNext(host)) {
    }
}

// false: nothing may begin now.
bool Pacer::beginNext(Host& host) {
    if (stopping_ || !waiting_.isWaiting(host) || !hasRoom(host)) return false;
    if (clocks_.mono() < host.rests_until) {
        waiting_.rest(host);
        gap_alarm_->startAt(waiting_.nextRested());
        return false;
    }
    waiting_.forget(host);
    auto next = waiting_.take(host);
    if (!next) return false;
    if (const ScheduledPoll* poll = std::get_if<ScheduledPoll>(&*next))
        begin(host, *poll);
    else
        begin(host, std::get<OnDemandPoll>(std::move(*next)));
    return true;
}

// A suspect host is only probed, and not too often, unless somebody waits for its poll.
void Pacer::begin(Host& host, const ScheduledPoll& poll) {
    const bool wanted = waiters_.want(host, *poll.question);
    const bool probed = isSuspect(host) && !wanted;
    if (probed && host.breaker.isResting(breaker_, poll.due)) return skip(host, poll, kBreakerOpen);
    host.breaker.asked(poll.due);
    poller_.poll({.asker = asker_,
                  .host = host,
                  .question = poll.question,
                  .scheduled = poll.scheduled,
                  .probe = probed,
                  .insisted = wanted});
}

// A guest takes over the target of each of its polls.
void Pacer::begin(Host& host, OnDemandPoll poll) {
    if (Guests::isGuest(host)) host.retarget(poll.target);
    poller_.poll({.asker = asker_,
                  .host = host,
                  .scheduled = clocks_.wall(),
                  .on_demand = std::make_unique<OnDemandPoll>(std::move(poll))});
}

void Pacer::skip(Host& host, const ScheduledPoll& poll, std::string_view reason, const MissedTimes& missed) {
    poller_.skip({.asker = asker_, .host = host, .question = poll.question, .scheduled = poll.scheduled}, reason,
                 missed);
}

// The record of an overrun does not answer a waiter, who wants the poll that is under way or comes next.
void Pacer::recordCame(Host& host, const Question& question, const model::HostRecord& record) {
    if (record.last) judge(host, record);
    if (waiters_.empty() || waiting_.isWaiting(host, question)) return;
    if (question.isUnderWay() && question.open_task != record.task_id) return;
    waiters_.answer(host, question, record);
}

void Pacer::judge(Host& host, const model::HostRecord& record) const {
    const Heard what = heard(record);
    if (what == Heard::silence && host.breaker.silent(breaker_))
        log::warning("host_suspect", {{"host", host.target.host}, {"silent_polls", host.breaker.silences()}});
    if (what == Heard::something && host.breaker.answered(breaker_))
        log::info("host_answers_again", {{"host", host.target.host}});
}

void Pacer::beginGap(Host& host) {
    waiting_.forget(host);
    host.rests_until = clocks_.mono() + host.target.gap;
}

void Pacer::handOver(Host& from, Host& to) {
    waiting_.forget(from);
    waiting_.moveOnDemand(from, to);
    next(to);
}

void Pacer::gapsEnded() {
    for (Host* host : waiting_.takeRested(clocks_.mono()))
        next(*host);
    if (waiting_.nextRested() != MonoTime::max()) gap_alarm_->startAt(waiting_.nextRested());
}

// A waiting scheduled poll gets a record, as it has become due. An on-demand poll that never began gets none; only
// those who asked for it are told.
void Pacer::stop() {
    stopping_ = true;
    gap_alarm_->stop();
    for (const auto& [host, poll] : waiting_.takeAllScheduled())
        skip(*host, poll, "shutdown");
    for (const auto& [host, poll] : waiting_.takeAllOnDemand()) {
        model::HostRecord record;
        record.error = "shutdown";
        record.target = &poll.target;
        poll.answered(record);
        poll.ended();
    }
}

}  // namespace snmpolld::supervisor
