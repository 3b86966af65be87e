// Dispatcher: the task queue. The next free worker takes the next task (docs/adr/0004); starts are held to a rate.
// Tasks that must be polled alone wait for a worker that holds none, without holding up the others.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "loop/loop.hpp"
#include "model/poll_task.hpp"
#include "supervisor/worker_pool.hpp"

namespace snmpolld::supervisor {

// Tokens for starts per second; a burst is at most what 50 ms bring, so that a rate of R never becomes R in one moment.
class StartRate {
  public:
    explicit StartRate(double per_second) : per_second_(per_second) {}  // 0: no limit

    bool take(MonoTime now);
    MonoTime nextAt(MonoTime now) const;  // when take() will succeed again

  private:
    double burst() const;

    double per_second_;
    double tokens_ = 1;
    MonoTime filled_{};
};

class Dispatcher {
  public:
    using Given = std::function<void(uint64_t task_id, int worker)>;

    Dispatcher(loop::Loop& loop, WorkerPool& pool, double starts_per_second, Given given);

    // twin: see WorkerPool::pick.
    void queue(model::PollTask task, bool alone, int twin);
    void pump();                    // gives what can be given
    std::vector<uint64_t> clear();  // the ids of the tasks that were not given
    size_t waiting() const { return tasks_.size() + alone_.size(); }

  private:
    struct Queued {
        model::PollTask task;
        int twin;
    };
    bool giveFront(std::deque<Queued>& queue, bool alone);

    WorkerPool& pool_;
    StartRate rate_;
    Given given_;
    std::deque<Queued> tasks_;
    std::deque<Queued> alone_;
    loop::Timer rate_timer_;
};

}  // namespace snmpolld::supervisor
