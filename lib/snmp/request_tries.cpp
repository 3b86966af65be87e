#include "snmp/request_tries.hpp"

#include <algorithm>

namespace snmpolld::snmp {

namespace {

MonoTime endOf(const model::PollTask& task, MonoTime now) {
    return task.deadline > Duration::zero() ? now + task.deadline : MonoTime::max();
}

}  // namespace

RequestTries::RequestTries(const model::PollTask& task, MonoTime now)
    : task_(task), end_(endOf(task, now)), due_(end_) {}

void RequestTries::clear() {
    ids_.clear();
    sent_.clear();
}

void RequestTries::add(int32_t id, MonoTime now) {
    due_ = std::min(now + waitOf(count()), end_);
    ids_.push_back(id);
    sent_.push_back(now);
}

std::optional<size_t> RequestTries::find(std::optional<int32_t> id) const {
    const auto place = id ? std::ranges::find(ids_, *id) : ids_.end();
    if (place == ids_.end()) return std::nullopt;
    return static_cast<size_t>(place - ids_.begin());
}

RequestTries::Outcome RequestTries::outcomeAt(MonoTime now) const {
    if (now < due_) return Outcome::wait;
    if (static_cast<int>(count()) > task_.retries && now >= sent_.back() + task_.timeout) return Outcome::no_answer;
    return now >= end_ ? Outcome::poll_deadline : Outcome::retry;
}

Duration RequestTries::answered(size_t number, MonoTime now) {
    const Duration took = now - sent_[number];
    if (task_.transport == model::Transport::udp) slowest_ = std::max(slowest_, took);
    return took;
}

// Over TCP nothing is lost that would have to be sent again soon, and a retry costs the connection.
Duration RequestTries::waitOf(size_t number) const {
    const bool known = task_.transport == model::Transport::udp && task_.learned.round_trip.known();
    return waitOfTry(known ? roundTrip() : model::RoundTrip{}, task_, static_cast<int>(number));
}

// Includes what this poll has shown: its large requests may take longer than those of the polls before.
model::RoundTrip RequestTries::roundTrip() const {
    model::RoundTrip out = task_.learned.round_trip;
    if (slowest_ > Duration::zero()) out.add(slowest_);
    return out;
}

}  // namespace snmpolld::snmp
