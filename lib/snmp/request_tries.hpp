// RequestTries: the tries of the request that is out: by which id an answer to each is known, when it was sent, and how
// long to wait before the next one. It also keeps the deadline of the whole poll, and what finding out what a host does
// not answer may cost. Pure bookkeeping for one exchange, which sends the messages; time is passed in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::snmp {

class RequestTries {
  public:
    // What follows from the time that has passed.
    enum class Outcome { wait, send, retry, no_answer, poll_deadline };

    static constexpr size_t kDetoursAtLeast = 8;

    // Borrows the task, whose poll begins at `now`.
    RequestTries(const model::PollTask& task, MonoTime now);

    // Forgets the tries of the request before. A detour has one try, which waits for four times the round trip.
    void begin(bool detour, MonoTime now);
    // Nothing is sent before this.
    void pauseUntil(MonoTime when);
    // A try that is known by `id` is sent at `now`. The next one is not sent before `gap` has passed.
    void add(int32_t id, MonoTime now, Duration gap);
    // After the tries so far, at most one more is made in this poll.
    void allowOneMore();
    // Takes that back.
    void allowAll();
    // No try of the request that has begun may be made.
    bool areUsedUp() const { return allowed_ == 0; }

    size_t count() const { return ids_.size(); }
    std::span<const int32_t> ids() const { return ids_; }
    // The number of the try, from 0, that is known by this id.
    std::optional<size_t> find(std::optional<int32_t> id) const;

    // When outcomeAt() is to be asked.
    MonoTime deadline() const { return due_; }
    Outcome outcomeAt(MonoTime now) const;
    // The task allows exactly one further try.
    bool oneIsLeft() const { return count() + 1 == allowed_; }

    // Try `number` was answered at `now`. Returns how long that took.
    Duration answered(size_t number, MonoTime now);
    // Something has come that is of no use, so a right answer should follow soon if at all.
    void answeredInVain(MonoTime now);
    // The request, answered or not, is over.
    void end(MonoTime now);

    // Whether a further detour may be made: they are bounded in number, and in time all together.
    bool mayDetour() const { return detours_ < most_detours_ && detour_time_ < task_.detours; }

    // How long the first try of a request waits.
    Duration firstWait() const { return waitOf(0); }
    void saveTo(model::Learned& learned) const { learned.round_trip = roundTrip(); }

  private:
    Duration waitOf(size_t number) const;
    Duration shortWait(const model::RoundTrip& known) const;
    model::RoundTrip roundTrip() const;

    const model::PollTask& task_;
    MonoTime end_;  // of the whole poll
    MonoTime due_;
    MonoTime waited_{};           // when the latest try has waited long enough
    std::vector<int32_t> ids_;    // one for each try
    std::vector<MonoTime> sent_;  // when each was sent
    size_t allowed_;              // tries of the request
    std::optional<size_t> left_;  // tries of the whole poll, once these are limited
    bool detour_ = false;
    bool paused_ = false;
    Duration slowest_{};  // of the answers so far
    size_t most_detours_;
    size_t detours_ = 0;
    Duration detour_time_{};
    MonoTime begun_{};
};

}  // namespace snmpolld::snmp
