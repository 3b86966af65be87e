// Schedule: who is due when. Pure: times are passed in. Each entry has a phase from its key, stable over restarts, so
// that polls spread over the interval; after a stall an entry is due once and goes on at its next regular time, with no
// burst.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"

namespace snmpolld::schedule {

// The first time at or after `now` that lies at the key's phase of the interval, counted from the epoch of the wall
// clock.
MonoTime firstDue(uint64_t key, Duration interval, MonoTime now, WallTime wall_now);

class Schedule {
  public:
    struct Due {
        uint32_t id;
        MonoTime at;      // when it should have fired
        uint64_t missed;  // regular times after `at` that have passed as well and are left out
    };

    // `id`: small and dense, chosen by the caller; an id that is there already is scheduled anew.
    void add(uint32_t id, MonoTime first, Duration interval);
    void remove(uint32_t id);

    // Takes what is due at `now`, in order of time; each is scheduled for its next regular time after `now`.
    std::vector<Due> due(MonoTime now);

    // When the next one is due; MonoTime::max() when none is scheduled.
    MonoTime next() const;

    // When `id` is due next; nullopt when it is not scheduled.
    std::optional<MonoTime> nextOf(uint32_t id) const;

  private:
    // A wheel of slots of a millisecond, once around in 65 s: to schedule and to fire costs the same however many there
    // are. What is due later than that is passed by until its time has come.
    static constexpr size_t kSlots = 1U << 16;
    static constexpr Duration kSlot = std::chrono::milliseconds(1);

    struct Entry {
        MonoTime at = MonoTime::max();  // max: not scheduled
        Duration interval{};
    };

    static int64_t tickOf(MonoTime at) { return at.time_since_epoch() / kSlot; }
    static size_t slotOf(int64_t tick) { return static_cast<size_t>(tick) % kSlots; }
    void link(uint32_t id);
    void unlink(uint32_t id);
    void mark(size_t slot);
    template <typename Visit>
    void visitSlots(size_t count, Visit&& visit) const;
    size_t emptyFrom(size_t first, size_t count) const;
    void takeDue(size_t slot, MonoTime now, std::vector<Due>& result);
    MonoTime earliestIn(size_t slot) const;

    std::vector<Entry> entries_;
    std::vector<std::vector<uint32_t>> slots_ = std::vector<std::vector<uint32_t>>(kSlots);  // ids, in no order
    std::vector<uint64_t> occupied_ = std::vector<uint64_t>(kSlots / 64);                    // a bit a slot
    int64_t tick_ = INT64_MAX;                                                               // nothing is due before it
};

}  // namespace snmpolld::schedule
