// RequestTries: the tries of the request that is out: by which id an answer to each is known, when it was sent, and how
// long to wait before the next one. It also keeps the deadline of the whole poll. Pure bookkeeping for one exchange,
// which sends the messages; time is passed in.
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
    enum class Outcome { wait, retry, no_answer, poll_deadline };

    // Borrows the task, whose poll begins at `now`.
    RequestTries(const model::PollTask& task, MonoTime now);

    // Forgets the tries of the request before.
    void clear();
    // A try that is known by `id` is sent at `now`.
    void add(int32_t id, MonoTime now);

    size_t count() const { return ids_.size(); }
    std::span<const int32_t> ids() const { return ids_; }
    // The number of the try, from 0, that is known by this id.
    std::optional<size_t> find(std::optional<int32_t> id) const;

    // When outcomeAt() is to be asked.
    MonoTime deadline() const { return due_; }
    Outcome outcomeAt(MonoTime now) const;
    // The task allows exactly one further try.
    bool oneIsLeft() const { return static_cast<int>(count()) == task_.retries; }

    // Try `number` was answered at `now`. Returns how long that took.
    Duration answered(size_t number, MonoTime now);

    // How long the first try of a request waits.
    Duration firstWait() const { return waitOf(0); }
    void saveTo(model::Learned& learned) const { learned.round_trip = roundTrip(); }

  private:
    Duration waitOf(size_t number) const;
    model::RoundTrip roundTrip() const;

    const model::PollTask& task_;
    MonoTime end_;  // of the whole poll
    MonoTime due_;
    std::vector<int32_t> ids_;    // one each, and likewise
    std::vector<MonoTime> sent_;  // when it was sent
    Duration slowest_{};          // of the answers so far
};

}  // namespace snmpolld::snmp
