#include "schedule/schedule.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace snmpolld::schedule {

MonoTime firstDue(uint64_t key, Duration interval, MonoTime now, WallTime wall_now) {
    const auto period = interval.count();
    const auto phase = static_cast<int64_t>(key % static_cast<uint64_t>(period));
    const auto position = std::chrono::duration_cast<Duration>(wall_now.time_since_epoch()).count() % period;
    return now + Duration((phase - position + period) % period);
}

// Visits the occupied slots among the next `count`, in order, until `visit` returns false.
template <typename Visit>
void Schedule::visitSlots(size_t count, Visit&& visit) const {
    const size_t first = slotOf(tick_);
    for (size_t done = 0; (done += emptyFrom((first + done) % kSlots, count - done)) < count; ++done)
        if (!visit((first + done) % kSlots)) return;
}

void Schedule::add(uint32_t id, MonoTime first, Duration interval) {
    if (id >= entries_.size()) entries_.resize(id + 1);
    remove(id);
    entries_[id].at = first;
    entries_[id].interval = interval;
    link(id);
}

void Schedule::remove(uint32_t id) {
    if (!nextOf(id)) return;
    unlink(id);
    entries_[id].at = MonoTime::max();
}

std::vector<Schedule::Due> Schedule::due(MonoTime now) {
    std::vector<Due> result;
    const int64_t last = tickOf(now);
    if (tick_ > last) return result;
    const auto slots = static_cast<size_t>(std::min<int64_t>(last - tick_ + 1, kSlots));
    visitSlots(slots, [&](size_t slot) {
        takeDue(slot, now, result);
        return true;
    });
    tick_ = last;
    std::ranges::sort(result, {}, [](const Due& due) { return std::pair(due.at, due.id); });
    for (Due& due : result) {
        Entry& entry = entries_[due.id];
        due.missed = static_cast<uint64_t>((now - due.at) / entry.interval);
        entry.at = due.at + static_cast<int64_t>(due.missed + 1) * entry.interval;
        link(due.id);
    }
    return result;
}

MonoTime Schedule::next() const {
    if (tick_ == INT64_MAX) return MonoTime::max();
    const MonoTime turn_ends((tick_ + static_cast<int64_t>(kSlots)) * kSlot);
    MonoTime earliest = MonoTime::max();
    visitSlots(kSlots, [&](size_t slot) {
        earliest = std::min(earliest, earliestIn(slot));
        return earliest >= turn_ends;
    });
    return earliest;
}

std::optional<MonoTime> Schedule::nextOf(uint32_t id) const {
    if (id >= entries_.size() || entries_[id].at == MonoTime::max()) return std::nullopt;
    return entries_[id].at;
}

// An entry that was due before the wheel's present position moves the wheel back, so that it is found.
void Schedule::link(uint32_t id) {
    const int64_t tick = tickOf(entries_[id].at);
    tick_ = std::min(tick_, tick);
    const size_t slot = slotOf(tick);
    slots_[slot].push_back(id);
    mark(slot);
}

void Schedule::unlink(uint32_t id) {
    const size_t slot = slotOf(tickOf(entries_[id].at));
    std::vector<uint32_t>& ids = slots_[slot];
    *std::ranges::find(ids, id) = ids.back();
    ids.pop_back();
    mark(slot);
}

void Schedule::mark(size_t slot) {
    const uint64_t bit = uint64_t{1} << slot % 64;
    if (slots_[slot].empty())
        occupied_[slot / 64] &= ~bit;
    else
        occupied_[slot / 64] |= bit;
}

// How many of the `count` slots from `first` on are empty before the first occupied one.
size_t Schedule::emptyFrom(size_t first, size_t count) const {
    for (size_t done = 0; done < count;) {
        const size_t slot = (first + done) % kSlots;
        const uint64_t word = occupied_[slot / 64] >> slot % 64;
        if (word != 0) return std::min(count, done + static_cast<size_t>(std::countr_zero(word)));
        done += 64 - slot % 64;
    }
    return count;
}

void Schedule::takeDue(size_t slot, MonoTime now, std::vector<Due>& result) {
    const auto take = [&](uint32_t id) {
        if (entries_[id].at > now) return false;
        result.push_back({id, entries_[id].at, 0});
        return true;
    };
    std::erase_if(slots_[slot], take);
    mark(slot);
}

MonoTime Schedule::earliestIn(size_t slot) const {
    MonoTime earliest = MonoTime::max();
    for (const uint32_t id : slots_[slot])
        earliest = std::min(earliest, entries_[id].at);
    return earliest;
}

}  // namespace snmpolld::schedule
