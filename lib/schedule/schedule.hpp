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
    MonoTime next();

    // When `id` is due next; nullopt when it is not scheduled. Looks through all of them.
    std::optional<MonoTime> nextOf(uint32_t id) const;

  private:
    struct Event {
        MonoTime at;
        uint32_t id;
        uint32_t generation;
    };
    struct Entry {
        Duration interval{};
        uint32_t generation = 0;  // odd: scheduled; an Event of another generation is stale
    };

    static bool later(const Event& a, const Event& b) { return a.at > b.at; }
    bool stale(const Event& event) const { return entries_[event.id].generation != event.generation; }
    void push(Event event);
    Event pop();

    std::vector<Event> heap_;
    std::vector<Entry> entries_;
};

}  // namespace snmpolld::schedule
