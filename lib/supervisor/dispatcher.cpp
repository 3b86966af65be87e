#include "supervisor/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::supervisor {

namespace {

constexpr Duration kWatchdogGrace = std::chrono::seconds(2);
constexpr size_t kBrief = 32;  // instances

// A few instances: to wake up another worker would take longer than they do.
bool isBrief(const model::PollTask& task) {
    return task.module_set->walk.empty() && task.module_set->get.size() <= kBrief;
}

Queued takeFront(std::deque<Queued>& queue) {
    Queued poll = std::move(queue.front());
    queue.pop_front();
    return poll;
}

}  // namespace

Dispatcher::Dispatcher(loop::Loop& loop, pool::Workers& pool, Events events)
    : pool_(pool),
      events_(std::move(events)),
      budgets_(std::make_unique<Budgets>(config::Budgets{})),
      timer_(loop, [this] { pump(); }) {}

void Dispatcher::setBudgets(const config::Budgets& budgets, const std::vector<Begun>& with_workers) {
    if (budgets == budgets_->settings()) return;
    const MonoTime now = monoNow();
    std::vector<Queued> polls = takeAll();
    rate_ = TokenBucket(budgets.starts_per_second);
    budgets_ = std::make_unique<Budgets>(budgets);
    for (const auto& [id, address] : with_workers)
        if (const auto claim = budgets_->claim(events_.target(id).labels, address, now)) budgets_->hold(id, claim);
    for (Queued& poll : polls)
        enqueue(std::move(poll), now);
    pump();
}

void Dispatcher::queue(model::PollTask task, bool alone, int twin) {
    enqueue({std::move(task), twin, alone}, budgets_->any() ? monoNow() : MonoTime());
    pump();
}

void Dispatcher::enqueue(Queued poll, MonoTime now) {
    if (budgets_->any())
        if (const auto claim = budgets_->claim(events_.target(poll.task.id).labels, poll.task.address, now))
            return budgets_->wait(claim, std::move(poll));
    (poll.alone ? alone_ : tasks_).push_back(std::move(poll));
}

void Dispatcher::pump() {
    rate_holds_ = false;
    again_ = MonoTime::max();
    while (giveAlone()) {
    }
    while (giveNext()) {
    }
    if (again_ != MonoTime::max()) timer_.startAt(again_);
}

void Dispatcher::ended(uint64_t task_id, uint64_t requests) {
    if (!budgets_->any()) return;
    budgets_->ended(task_id, requests, monoNow());
    if (budgets_->ready() > 0) pump();
}

bool Dispatcher::giveAlone() {
    if (alone_.empty()) return false;
    const auto worker = pool_.pick(true, alone_.front().twin, false);
    const MonoTime now = monoNow();
    if (!worker || !startIsDue(now)) return false;
    give(takeFront(alone_), *worker, now);
    return true;
}

// The oldest first, of those that their budgets let start. A poll that must be made alone takes its budgets with it to
// where it waits for that.
bool Dispatcher::giveNext() {
    if ((tasks_.empty() && budgets_->waiting() == 0) || !pool_.hasCredit()) return false;
    const MonoTime now = monoNow();
    const Queued* const next = budgets_->next(now);
    again_ = std::min(again_, budgets_->wakeAt());
    if (next == nullptr && tasks_.empty()) return false;
    const bool budgeted = next != nullptr && (tasks_.empty() || next->task.id < tasks_.front().task.id);
    if (budgeted && next->alone) {
        alone_.push_back(budgets_->take(now));
        giveAlone();
        return true;
    }
    if (!startIsDue(now)) return false;
    const Queued poll = budgeted ? budgets_->take(now) : takeFront(tasks_);
    give(poll, *pool_.pick(false, poll.twin, isBrief(poll.task)), now);
    return true;
}

bool Dispatcher::startIsDue(MonoTime now) {
    if (rate_.take(now)) return true;
    rate_holds_ = true;
    again_ = std::min(again_, rate_.nextAt(now));
    return false;
}

void Dispatcher::give(const Queued& poll, int worker, MonoTime now) {
    events_.given(poll.task.id, worker, now);
    pool_.give(worker, poll.task, now + poll.task.deadline + kWatchdogGrace, poll.alone);
}

std::vector<Queued> Dispatcher::takeAll() {
    std::vector<Queued> polls = budgets_->clear();
    for (auto* queue : {&alone_, &tasks_}) {
        std::ranges::move(*queue, std::back_inserter(polls));
        queue->clear();
    }
    std::ranges::sort(polls, {}, [](const Queued& poll) { return poll.task.id; });
    return polls;
}

std::vector<uint64_t> Dispatcher::clear() {
    std::vector<uint64_t> ids;
    for (const Queued& poll : takeAll())
        ids.push_back(poll.task.id);
    return ids;
}

}  // namespace snmpolld::supervisor
