// Pacer: begins the polls of a service's hosts. A host has at most `in_flight` polls under way, whoever asked for them,
// or one while it is suspect, and rests for its `gap` after each. Polls that come meanwhile wait. A suspect host is
// probed.
#pragma once

#include <memory>

#include "base/clocks.hpp"
#include "loop/timing.hpp"
#include "schedule/breaker.hpp"
#include "supervisor/poller.hpp"
#include "supervisor/waiters.hpp"
#include "supervisor/waiting_lists.hpp"

namespace snmpolld::supervisor {

class Pacer {
  public:
    // `asker`: for whom the polls are begun. It calls beginGap() and next() after each of them.
    Pacer(const Outside& outside, Poller& poller, Asker& asker);

    // Applies from now on, to all hosts.
    void setBreaker(schedule::BreakerSettings settings) { breaker_ = settings; }
    bool isSuspect(const Host& host) const { return host.breaker.isSuspect(breaker_); }

    // A poll has become due: it is begun, or waits, or is skipped.
    void becameDue(Host& host, const ScheduledPoll& poll, MonoTime now);
    // The `count` regular times of the question after that of the poll have passed as well, while the process stood
    // still or had no processor: they are skipped as overruns, each with a record, or all with one if they are many.
    void missedAfter(Host& host, const ScheduledPoll& poll, uint64_t count);
    // Polls each of `questions` of the host as soon as possible; a poll that is under way counts. `answered` gets the
    // records.
    void hurry(Host& host, const std::vector<Question*>& questions, Waiters::Answered answered);
    // Begins the poll as soon as its turn comes. false: too many are waiting, or the Pacer has been stopped.
    bool ask(Host& host, OnDemandPoll poll);
    // The question is removed: its scheduled poll is skipped if it is waiting.
    void remove(Host& host, Question& question);

    // A part of a record of one of the host's questions has come, perhaps the last.
    void recordCame(Host& host, const Question& question, const model::HostRecord& record);
    // A poll of the host has ended: its gap begins. Must be called at once, before next().
    void beginGap(Host& host);
    // Begins what waits for the host, as far as there is room.
    void next(Host& host);
    bool isWaiting(const Host& host) const { return waiting_.isWaiting(host); }
    // On-demand polls that wait for `from` wait for `to` from now on.
    void handOver(Host& from, Host& to);
    // The host is about to be destroyed.
    void forget(Host& host) { waiting_.forget(host); }

    // Begins no more polls. Those that are waiting end at once.
    void stop();

  private:
    bool hasRoom(const Host& host) const;
    bool beginNext(Host& host);
    void begin(Host& host, const ScheduledPoll& poll);
    void begin(Host& host, OnDemandPoll poll);
    void skip(Host& host, const ScheduledPoll& poll, std::string_view reason, const MissedTimes& missed = {});
    void judge(Host& host, const model::HostRecord& record) const;
    void gapsEnded();

    const Clocks& clocks_;
    Poller& poller_;
    Asker& asker_;
    schedule::BreakerSettings breaker_;
    WaitingLists waiting_;
    Waiters waiters_;
    bool stopping_ = false;
    std::unique_ptr<loop::Alarm> gap_alarm_;
};

}  // namespace snmpolld::supervisor
