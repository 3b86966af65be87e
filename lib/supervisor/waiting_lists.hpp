// WaitingLists: what the hosts have to poll as soon as they have room and their gap is over: polls of their questions
// that have become due, and polls that somebody asked for. A host without any has no list.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "supervisor/host.hpp"
#include "supervisor/poll.hpp"

namespace snmpolld::supervisor {

class WaitingLists {
  public:
    static constexpr size_t kMostOnDemand = 16;  // polls of one host
    using Next = std::variant<ScheduledPoll, OnDemandPoll>;

    // false: too many wait.
    bool add(Host& host, OnDemandPoll poll);
    // false: its question is waiting already. A question that is under way must not be added.
    bool add(Host& host, ScheduledPoll poll);
    bool isWaiting(const Host& host) const { return !lists_.empty() && lists_.contains(&host); }
    bool isWaiting(const Host& host, const Question& question) const;

    // The host's next poll that is still wanted. Scheduled and on-demand polls alternate, so that neither kind keeps
    // out the other.
    std::optional<Next> take(const Host& host);
    // The scheduled poll of the question, if it is waiting.
    std::optional<ScheduledPoll> take(const Host& host, const Question& question);
    // The on-demand polls that wait for `from` wait for `to` from now on, even if these are too many.
    void moveOnDemand(const Host& from, Host& to);
    // Takes the polls of all hosts.
    std::vector<std::pair<Host*, ScheduledPoll>> takeAllScheduled();
    std::vector<std::pair<Host*, OnDemandPoll>> takeAllOnDemand();

    // The host's next poll may begin at host.rests_until, which must not change as long as the host rests here.
    void rest(Host& host) { resting_.emplace(host.rests_until, &host); }
    // The host rests no longer, or is about to be destroyed.
    void forget(Host& host) {
        if (!resting_.empty()) resting_.erase({host.rests_until, &host});
    }
    std::vector<Host*> takeRested(MonoTime now);
    // When takeRested() next has a host; MonoTime::max(): no host is resting.
    MonoTime nextRested() const { return resting_.empty() ? MonoTime::max() : resting_.begin()->first; }

  private:
    struct List {
        Host* host;
        std::deque<ScheduledPoll> scheduled{};
        std::deque<OnDemandPoll> on_demand{};
        bool on_demand_next = false;

        bool empty() const { return scheduled.empty() && on_demand.empty(); }
    };

    List& listOf(Host& host) { return lists_.try_emplace(&host, List{&host}).first->second; }

    std::unordered_map<const Host*, List> lists_;
    std::set<std::pair<MonoTime, Host*>> resting_;
};

}  // namespace snmpolld::supervisor
