#include "supervisor/dispatcher.hpp"

#include <algorithm>

namespace snmpolld::supervisor {

namespace {

constexpr Duration kWatchdogGrace = std::chrono::seconds(2);

}  // namespace

double StartRate::burst() const {
    return std::max(1.0, per_second_ * 0.05);
}

bool StartRate::take(MonoTime now) {
    if (per_second_ <= 0) return true;
    tokens_ = std::min(burst(), tokens_ + toSeconds(now - filled_) * per_second_);
    filled_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
}

MonoTime StartRate::nextAt(MonoTime now) const {
    return now + std::chrono::duration_cast<Duration>(std::chrono::duration<double>((1 - tokens_) / per_second_));
}

Dispatcher::Dispatcher(loop::Loop& loop, WorkerPool& pool, double starts_per_second, Given given)
    : pool_(pool), rate_(starts_per_second), given_(std::move(given)), rate_timer_(loop, [this] { pump(); }) {}

void Dispatcher::queue(model::PollTask task, bool alone, int twin) {
    (alone ? alone_ : tasks_).push_back({std::move(task), twin});
    pump();
}

void Dispatcher::pump() {
    while (!alone_.empty() && giveFront(alone_, true)) {
    }
    while (!tasks_.empty() && giveFront(tasks_, false)) {
    }
}

bool Dispatcher::giveFront(std::deque<Queued>& queue, bool alone) {
    const auto worker = pool_.pick(alone, queue.front().twin);
    if (!worker) return false;
    const MonoTime now = monoNow();
    if (!rate_.take(now)) {
        rate_timer_.startAt(rate_.nextAt(now));
        return false;
    }
    const model::PollTask task = std::move(queue.front().task);
    queue.pop_front();
    given_(task.id, *worker);
    pool_.give(*worker, task, now + task.deadline + kWatchdogGrace, alone);
    return true;
}

std::vector<uint64_t> Dispatcher::clear() {
    std::vector<uint64_t> ids;
    for (auto* queue : {&alone_, &tasks_}) {
        for (const Queued& queued : *queue)
            ids.push_back(queued.task.id);
        queue->clear();
    }
    return ids;
}

}  // namespace snmpolld::supervisor
