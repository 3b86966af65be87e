// Which worker takes the next task, and which may take any (worker_pool.hpp).
#include <algorithm>

#include "supervisor/worker_pool.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr size_t kTogether = 128;  // short polls: a worker does them in 2 ms

}  // namespace

std::optional<int> WorkerPool::pick(bool alone, int twin, bool is_short) {
    if (alone && !everyPollIsAlone()) return pickForAlone();
    if (twin >= 0 && with_credit_.contains(twin % settings_.count)) return twin % settings_.count;
    const auto idlest = pickIdlest();
    if (!idlest || !is_short) return idlest;
    const bool goes_on =
        with_credit_.contains(short_polls_go_to_) && lively(short_polls_go_to_) < lively(*idlest) + kTogether;
    if (!goes_on) short_polls_go_to_ = *idlest;
    return short_polls_go_to_;
}

size_t WorkerPool::lively(int worker) const {
    const Place& place = *places_[static_cast<size_t>(worker)];
    return place.tasks.size() - place.silent;
}

std::optional<int> WorkerPool::pickIdlest() const {
    std::optional<int> best;
    size_t least = SIZE_MAX;
    for (const int number : with_credit_) {
        if (lively(number) >= least) continue;
        best = number;
        least = lively(number);
        if (least == 0) break;
    }
    return best;
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

}  // namespace snmpolld::supervisor
