// Dispatcher: the task queue. The next free worker takes the next task (docs/adr/0004) whose budgets have room; starts
// are held to a rate. Tasks that must be polled alone wait for a worker that holds none, without holding up the others.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "loop/loop.hpp"
#include "model/poll_task.hpp"
#include "pool/workers.hpp"
#include "supervisor/budgets.hpp"
#include "supervisor/token_bucket.hpp"

namespace snmpolld::supervisor {

class Dispatcher {
  public:
    struct Events {
        std::function<void(uint64_t task_id, int worker, MonoTime now)> given;
        std::function<const model::Target&(uint64_t task_id)>
            target;  // whose labels say what the budgets of a task are
    };

    Dispatcher(loop::Loop& loop, pool::Workers& pool, Events events);

    // Another task, without its address.
    struct Begun {
        uint64_t task_id;
        model::Address address;
    };
    // From now on. What waits goes on to wait for these; `with_workers` are those that have been given.
    void setBudgets(const config::Budgets& budgets, const std::vector<Begun>& with_workers);

    // twin: see Workers::pick.
    void queue(model::PollTask task, bool alone, int twin);
    void pump();  // gives what can be given
    // A task that was given is not with a worker any more, which has sent so many requests for it.
    void ended(uint64_t task_id, uint64_t requests);
    std::vector<uint64_t> clear();  // the ids of the tasks that were not given

    size_t waiting() const { return waitingForWorker() + budgets_->waiting() - budgets_->ready(); }
    // Of these, those that the next free worker or the rate lets start.
    size_t waitingForWorker() const { return tasks_.size() + alone_.size() + budgets_->ready(); }
    // Of these, those that wait for the rate.
    size_t waitingForRate() const { return rate_holds_ ? waitingForWorker() : 0; }
    const Budgets& budgets() const { return *budgets_; }

  private:
    void enqueue(Queued poll, MonoTime now);
    bool giveAlone();
    bool giveNext();
    bool startIsDue(MonoTime now);
    void give(const Queued& poll, int worker, MonoTime now);
    std::vector<Queued> takeAll();

    pool::Workers& pool_;
    Events events_;
    TokenBucket rate_{0};
    bool rate_holds_ = false;
    MonoTime again_{};  // when pump() is worth another try, as far as it is known
    std::unique_ptr<Budgets> budgets_;
    std::deque<Queued> tasks_;  // without budgets
    std::deque<Queued> alone_;  // these hold theirs already
    loop::Timer timer_;
};

}  // namespace snmpolld::supervisor
