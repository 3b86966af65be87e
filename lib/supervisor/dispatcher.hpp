// Dispatcher: the queue of tasks between the Poller and the workers. The next free worker takes the oldest task whose
// budgets have room (docs/adr/0004); the rate of starts is limited. A task that must have a worker of its own waits for
// one without holding up the others.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "base/clocks.hpp"
#include "base/token_bucket.hpp"
#include "loop/timing.hpp"
#include "model/poll_task.hpp"
#include "pool/workers.hpp"
#include "supervisor/budgets.hpp"

namespace snmpolld::supervisor {

// A worker is killed if it has not ended a task so long after the task's deadline.
inline constexpr Duration kWatchdogGrace = std::chrono::seconds(2);

class Dispatcher {
  public:
    struct Events {
        // A worker is about to get the task. The callee completes it.
        std::function<void(model::PollTask& task, int worker, MonoTime now)> given;
        // The target of a task, whose labels decide which budgets the task needs.
        std::function<const model::Target&(uint64_t task_id)> target;
    };

    Dispatcher(const Clocks& clocks, loop::Timing& timing, pool::Workers& workers, Events events);

    // A task that a worker has.
    struct Given {
        uint64_t task_id;
        model::Address address;
    };
    // Applies from now on, also to tasks that are waiting. `with_workers`: all tasks that workers have.
    void setBudgets(const config::Budgets& budgets, const std::vector<Given>& with_workers);

    void queue(QueuedTask&& task);
    void pump();  // gives what can be given
    // A worker has ended a task, for which it sent this many requests, or has died with it.
    void ended(uint64_t task_id, uint64_t requests);
    // Withdraws the queued tasks for which `wanted` is true; returns their ids.
    std::vector<uint64_t> withdraw(const std::function<bool(uint64_t task_id)>& wanted);

    size_t waiting() const { return waitingForWorker() + budgets_->waiting() - budgets_->ready(); }
    // Of these, those that wait for a free worker or for the limit on starts; the others wait for their budgets.
    size_t waitingForWorker() const { return tasks_.size() + alone_.size() + budgets_->ready(); }
    // Of these, those that wait for the limit on starts.
    size_t waitingForRate() const { return rate_holds_ ? waitingForWorker() : 0; }
    const Budgets& budgets() const { return *budgets_; }

  private:
    void enqueue(QueuedTask&& task, MonoTime now);
    bool giveAlone();
    bool giveNext();
    bool startIsDue(MonoTime now);
    void give(QueuedTask& task, int worker, MonoTime now);
    std::vector<QueuedTask> takeAll();

    const Clocks& clocks_;
    pool::Workers& workers_;
    Events events_;
    TokenBucket rate_{0};
    bool rate_holds_ = false;  // a task waits for the limit on starts
    MonoTime again_{};         // when pump() should be called again, as far as is known
    std::unique_ptr<Budgets> budgets_;
    std::deque<QueuedTask> tasks_;  // that need no budgets
    std::deque<QueuedTask> alone_;  // that wait for a worker of their own; they hold their budgets already
    std::unique_ptr<loop::Alarm> alarm_;
};

}  // namespace snmpolld::supervisor
