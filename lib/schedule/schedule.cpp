#include "schedule/schedule.hpp"

#include <algorithm>

namespace snmpolld::schedule {

MonoTime firstDue(uint64_t key, Duration interval, MonoTime now, WallTime wall_now) {
    const auto period = interval.count();
    const auto phase = static_cast<int64_t>(key % static_cast<uint64_t>(period));
    const auto position = std::chrono::duration_cast<Duration>(wall_now.time_since_epoch()).count() % period;
    return now + Duration((phase - position + period) % period);
}

void Schedule::add(uint32_t id, MonoTime first, Duration interval) {
    if (id >= entries_.size()) entries_.resize(id + 1);
    Entry& entry = entries_[id];
    entry.generation += entry.generation % 2 == 1 ? 2 : 1;
    entry.interval = interval;
    push({first, id, entry.generation});
}

void Schedule::remove(uint32_t id) {
    if (id < entries_.size() && entries_[id].generation % 2 == 1) ++entries_[id].generation;
}

std::vector<Schedule::Due> Schedule::due(MonoTime now) {
    std::vector<Due> result;
    while (next() <= now) {
        Event event = pop();
        const Duration interval = entries_[event.id].interval;
        const auto periods = (now - event.at) / interval;
        result.push_back({event.id, event.at, static_cast<uint64_t>(periods)});
        event.at += (periods + 1) * interval;
        push(event);
    }
    return result;
}

MonoTime Schedule::next() {
    while (!heap_.empty() && stale(heap_.front()))
        pop();
    return heap_.empty() ? MonoTime::max() : heap_.front().at;
}

std::optional<MonoTime> Schedule::nextOf(uint32_t id) const {
    for (const Event& event : heap_)
        if (event.id == id && !stale(event)) return event.at;
    return std::nullopt;
}

void Schedule::push(Event event) {
    heap_.push_back(event);
    std::push_heap(heap_.begin(), heap_.end(), later);
}

Schedule::Event Schedule::pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Event event = heap_.back();
    heap_.pop_back();
    return event;
}

}  // namespace snmpolld::schedule
