// Pacer: begins the polls of a service's hosts. A host has at most `in_flight` polls under way, whoever asked for them,
// one while it is suspect, and its `gap` after the end of each; what comes meanwhile waits. A suspect host is probed.
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
    // `asker`: in whose name the polls are begun, and who calls ended() and next() for each.
    Pacer(const Outside& outside, Poller& poller, Asker& asker);

    // Counts from now on, for all hosts.
    void setBreaker(schedule::BreakerSettings settings) { breaker_ = settings; }
    bool isSuspect(const Host& host) const { return host.breaker.isSuspect(breaker_); }

    // A poll has become due: it is begun, or waits, or is skipped.
    void becameDue(Host& host, const ScheduledPoll& poll, MonoTime now);
    // The next poll of each of the host's questions, as soon as it can be; one that is under way counts.
    void hurry(Host& host, const std::vector<Question*>& questions, Waiters::Answered answered);
    // A poll as soon as it is its turn. false: too many wait.
    bool ask(Host& host, OnDemandPoll poll);
    // The scheduled poll of a question that is removed, if it waits.
    void remove(Host& host, Question& question);

    // A part of a record of one of the host's questions, or the last one.
    void recordCame(Host& host, const Question& question, const model::HostRecord& record);
    // A poll of the host has ended: its gap begins. At once, before next().
    void beginGap(Host& host);
    // Begins what waits for the host, as far as there is room.
    void next(Host& host);
    bool isWaiting(const Host& host) const { return waiting_.isWaiting(host); }
    // The host is about to be destroyed.
    void forget(Host& host) { waiting_.forget(host); }

    // No poll is begun any more: what waits has its record now.
    void stop();

  private:
    bool hasRoom(const Host& host) const;
    bool beginNext(Host& host);
    void begin(Host& host, const ScheduledPoll& poll);
    void begin(Host& host, OnDemandPoll poll);
    void skip(Host& host, const ScheduledPoll& poll, std::string_view reason);
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
