// Schedule: who is due when. It reads no clock; times are passed in. Each entry has a phase that is derived from its
// key and stays the same over restarts, so that polls are spread over the interval. After a stall an entry is due once
// and continues at its next regular time; there is no burst.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"

namespace snmpolld::schedule {

// The first time at or after `now` at the key's phase of the interval. Intervals are counted from the wall clock's
// epoch.
MonoTime firstDue(uint64_t key, Duration interval, MonoTime now, WallTime wall_now);

class Schedule {
  public:
    struct Due {
        uint32_t id;
        MonoTime at;      // when it should have fired
        uint64_t missed;  // how many regular times after `at` have passed as well and are skipped
    };

    // The caller chooses `id`; ids should be small and dense. An id that is already scheduled is rescheduled.
    void add(uint32_t id, MonoTime first, Duration interval);
    void remove(uint32_t id);

    // Returns what is due at `now` in order of time, and schedules each entry for its next regular time after `now`.
    std::vector<Due> due(MonoTime now);

    // When the next entry is due; MonoTime::max() if nothing is scheduled.
    MonoTime next() const;

    // When `id` is due next; nullopt if it is not scheduled.
    std::optional<MonoTime> nextOf(uint32_t id) const;

  private:
    // A timing wheel with slots of one millisecond that turns once in 65 s, so scheduling and firing cost the same
    // however many entries there are. An entry that is due later than one turn is passed over until its time has come.
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
    std::vector<std::vector<uint32_t>> slots_ = std::vector<std::vector<uint32_t>>(kSlots);  // ids, unordered
    std::vector<uint64_t> occupied_ = std::vector<uint64_t>(kSlots / 64);                    // one bit for each slot
    int64_t tick_ = INT64_MAX;                                                               // nothing is due before it
};

}  // namespace snmpolld::schedule
