#include "supervisor/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::supervisor {

namespace {

constexpr size_t kBrief = 32;  // instances

// A GET of a few instances takes less time than waking up another worker for it.
bool isBrief(const model::PollTask& task) {
    return task.module_set->walk.empty() && task.module_set->get.size() <= kBrief;
}

QueuedTask takeFront(std::deque<QueuedTask>& queue) {
    QueuedTask task = std::move(queue.front());
    queue.pop_front();
    return task;
}

}  // namespace

Dispatcher::Dispatcher(const Clocks& clocks, loop::Timing& timing, pool::Workers& workers, Events events)
    : clocks_(clocks),
      workers_(workers),
      events_(std::move(events)),
      budgets_(std::make_unique<Budgets>(config::Budgets{})),
      alarm_(timing.alarm([this] { pump(); })) {}

void Dispatcher::setBudgets(const config::Budgets& budgets, const std::vector<Given>& with_workers) {
    if (budgets == budgets_->settings()) return;
    const MonoTime now = clocks_.mono();
    std::vector<QueuedTask> tasks = takeAll();
    rate_ = TokenBucket(budgets.starts_per_second);
    budgets_ = std::make_unique<Budgets>(budgets);
    for (const auto& [id, address] : with_workers)
        if (const auto claim = budgets_->claim(events_.target(id).labels, address, now)) budgets_->hold(id, claim);
    for (QueuedTask& task : tasks)
        enqueue(std::move(task), now);
    pump();
}

void Dispatcher::queue(QueuedTask&& task) {
    enqueue(std::move(task), budgets_->any() ? clocks_.mono() : MonoTime());
    pump();
}

void Dispatcher::enqueue(QueuedTask&& task, MonoTime now) {
    if (budgets_->any())
        if (const auto claim = budgets_->claim(events_.target(task.task.id).labels, task.task.address, now))
            return budgets_->wait(claim, std::move(task));
    (task.alone ? alone_ : tasks_).push_back(std::move(task));
}

void Dispatcher::pump() {
    rate_holds_ = false;
    again_ = MonoTime::max();
    while (giveAlone()) {
    }
    while (giveNext()) {
    }
    if (again_ != MonoTime::max()) alarm_->startAt(again_);
}

void Dispatcher::ended(uint64_t task_id, uint64_t requests) {
    if (!budgets_->any()) return;
    budgets_->ended(task_id, requests, clocks_.mono());
    if (budgets_->ready() > 0) pump();
}

bool Dispatcher::giveAlone() {
    if (alone_.empty()) return false;
    const auto worker = workers_.pick({.alone = true, .twin = alone_.front().twin});
    const MonoTime now = clocks_.mono();
    if (!worker || !startIsDue(now)) return false;
    QueuedTask task = takeFront(alone_);
    give(task, *worker, now);
    return true;
}

// Gives out the oldest task that its budgets allow to start. A task that must be alone takes its budgets first and then
// waits in alone_ for a worker of its own.
bool Dispatcher::giveNext() {
    if ((tasks_.empty() && budgets_->waiting() == 0) || !workers_.hasCredit()) return false;
    const MonoTime now = clocks_.mono();
    const QueuedTask* const next = budgets_->next(now);
    again_ = std::min(again_, budgets_->wakeAt());
    if (next == nullptr && tasks_.empty()) return false;
    const bool budgeted = next != nullptr && (tasks_.empty() || next->task.id < tasks_.front().task.id);
    if (budgeted && next->alone) {
        alone_.push_back(budgets_->take(now));
        giveAlone();
        return true;
    }
    if (!startIsDue(now)) return false;
    QueuedTask task = budgeted ? budgets_->take(now) : takeFront(tasks_);
    give(task, *workers_.pick({.twin = task.twin, .brief = isBrief(task.task)}), now);
    return true;
}

bool Dispatcher::startIsDue(MonoTime now) {
    if (rate_.take(now)) return true;
    rate_holds_ = true;
    again_ = std::min(again_, rate_.nextAt(now));
    return false;
}

void Dispatcher::give(QueuedTask& task, int worker, MonoTime now) {
    events_.given(task.task, worker, now);
    workers_.give(worker, task.task, now + task.task.deadline + kWatchdogGrace, task.alone);
}

std::vector<QueuedTask> Dispatcher::takeAll() {
    std::vector<QueuedTask> tasks = budgets_->clear();
    for (auto* queue : {&alone_, &tasks_}) {
        std::ranges::move(*queue, std::back_inserter(tasks));
        queue->clear();
    }
    std::ranges::sort(tasks, {}, [](const QueuedTask& queued) { return queued.task.id; });
    return tasks;
}

// Tasks that stay are queued again in the same order. Those in alone_ give back their budgets first.
std::vector<uint64_t> Dispatcher::withdraw(const std::function<bool(uint64_t task_id)>& wanted) {
    const MonoTime now = clocks_.mono();
    for (const QueuedTask& task : alone_)
        budgets_->ended(task.task.id, 0, now);
    std::vector<uint64_t> ids;
    for (QueuedTask& task : takeAll())
        if (wanted(task.task.id))
            ids.push_back(task.task.id);
        else
            enqueue(std::move(task), now);
    if (waiting() > 0) pump();
    return ids;
}

}  // namespace snmpolld::supervisor
