#include "supervisor/waiting_lists.hpp"

#include <algorithm>
#include <iterator>

namespace snmpolld::supervisor {

namespace {

template <typename T>
T takeFirst(std::deque<T>& queue) {
    T first = std::move(queue.front());
    queue.pop_front();
    return first;
}

}  // namespace

bool WaitingLists::add(Host& host, OnDemandPoll poll) {
    std::deque<OnDemandPoll>& polls = listOf(host).on_demand;
    std::erase_if(polls, [](const OnDemandPoll& waiting) { return !waiting.wanted(); });
    if (polls.size() >= kMostOnDemand) return false;
    polls.push_back(std::move(poll));
    return true;
}

bool WaitingLists::add(Host& host, ScheduledPoll poll) {
    if (isWaiting(host, *poll.question)) return false;
    listOf(host).scheduled.push_back(poll);
    return true;
}

bool WaitingLists::isWaiting(const Host& host, const Question& question) const {
    if (lists_.empty()) return false;
    const auto it = lists_.find(&host);
    if (it == lists_.end()) return false;
    const auto& scheduled = it->second.scheduled;
    return std::ranges::find(scheduled, &question, &ScheduledPoll::question) != scheduled.end();
}

std::optional<WaitingLists::Next> WaitingLists::take(const Host& host) {
    const auto it = lists_.find(&host);
    if (it == lists_.end()) return std::nullopt;
    List& list = it->second;
    std::erase_if(list.on_demand, [](const OnDemandPoll& poll) { return !poll.wanted(); });
    if (list.empty()) {
        lists_.erase(it);
        return std::nullopt;
    }
    list.on_demand_next = !list.on_demand.empty() && (list.on_demand_next || list.scheduled.empty());
    Next next = list.on_demand_next ? Next(takeFirst(list.on_demand)) : Next(takeFirst(list.scheduled));
    list.on_demand_next = !list.on_demand_next;
    if (list.empty()) lists_.erase(it);
    return next;
}

std::optional<ScheduledPoll> WaitingLists::take(const Host& host, const Question& question) {
    const auto list = lists_.find(&host);
    if (list == lists_.end()) return std::nullopt;
    std::deque<ScheduledPoll>& scheduled = list->second.scheduled;
    const auto it = std::ranges::find(scheduled, &question, &ScheduledPoll::question);
    if (it == scheduled.end()) return std::nullopt;
    const ScheduledPoll poll = *it;
    scheduled.erase(it);
    if (list->second.empty()) lists_.erase(list);
    return poll;
}

void WaitingLists::moveOnDemand(const Host& from, Host& to) {
    const auto list = lists_.find(&from);
    if (list == lists_.end()) return;
    std::deque<OnDemandPoll> polls = std::exchange(list->second.on_demand, {});
    if (list->second.empty()) lists_.erase(list);
    if (polls.empty()) return;
    std::deque<OnDemandPoll>& others = listOf(to).on_demand;
    std::ranges::move(polls, std::back_inserter(others));
}

std::vector<std::pair<Host*, ScheduledPoll>> WaitingLists::takeAllScheduled() {
    std::vector<std::pair<Host*, ScheduledPoll>> out;
    for (auto& [host, list] : lists_)
        for (const ScheduledPoll& poll : std::exchange(list.scheduled, {}))
            out.emplace_back(list.host, poll);
    std::erase_if(lists_, [](const auto& entry) { return entry.second.empty(); });
    return out;
}

std::vector<std::pair<Host*, OnDemandPoll>> WaitingLists::takeAllOnDemand() {
    std::vector<std::pair<Host*, OnDemandPoll>> out;
    for (auto& [host, list] : lists_)
        for (OnDemandPoll& poll : std::exchange(list.on_demand, {}))
            out.emplace_back(list.host, std::move(poll));
    std::erase_if(lists_, [](const auto& entry) { return entry.second.empty(); });
    return out;
}

std::vector<Host*> WaitingLists::takeRested(MonoTime now) {
    std::vector<Host*> out;
    while (nextRested() <= now) {
        out.push_back(resting_.begin()->second);
        resting_.erase(resting_.begin());
    }
    return out;
}

}  // namespace snmpolld::supervisor
