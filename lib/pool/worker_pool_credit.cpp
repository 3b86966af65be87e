// Which worker takes the next task, and which may take any (worker_pool.hpp).
#include <algorithm>

#include "pool/worker_pool.hpp"

namespace snmpolld::pool {

std::optional<int> WorkerPool::pick(bool alone, int twin, bool brief) {
    if (alone && !everyPollIsAlone()) return pickForAlone();
    if (twin >= 0 && with_credit_.contains(twin % settings_.count)) return twin % settings_.count;
    std::optional<int> best;
    size_t least = SIZE_MAX;
    for (const int number : with_credit_) {
        const Place& place = *places_[static_cast<size_t>(number)];
        if (place.lively() >= least) continue;
        best = number;
        least = place.lively();
        if (least == 0) break;
    }
    return brief && goesAlong(least) ? given_last_ : best;
}

// Tasks that are given in one turn reach a worker with one write, which wakes it up once.
bool WorkerPool::goesAlong(size_t least) const {
    if (!given_last_ || !with_credit_.contains(*given_last_)) return false;
    const Place& place = *places_[static_cast<size_t>(*given_last_)];
    const size_t ahead = static_cast<size_t>(settings_.sessions) / 2;
    return place.process->hasUnsent() && place.lively() < least + ahead;
}

std::optional<int> WorkerPool::pickForAlone() {
    if (stopping_) return std::nullopt;
    one_for_alone_ = true;
    fillPlaces();
    Place& place = *places_[static_cast<size_t>(settings_.count)];
    refreshCredit(place);  // it may have been one of the others before
    return isFree(place) && place.tasks.empty() ? std::optional(place.number) : std::nullopt;
}

bool WorkerPool::isFree(const Place& place) const {
    return place.state == WorkerState::ready && !place.alone && !stopping_;
}

// Blocking workers wait for a silent host, too.
bool WorkerPool::mayHold(const Place& place) const {
    if (!isFree(place) || isForAlone(place)) return false;
    const size_t silent = everyPollIsAlone() ? 0 : std::min(place.silent, kMostSilent);
    return place.tasks.size() < static_cast<size_t>(place.limit.now()) + silent;
}

void WorkerPool::refreshCredit(Place& place) {
    if (mayHold(place))
        with_credit_.insert(place.number);
    else
        with_credit_.erase(place.number);
}

}  // namespace snmpolld::pool
