#include "snmp/request_tries.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::snmp {

namespace {

MonoTime endOf(const model::PollTask& task, MonoTime now) {
    return task.deadline > Duration::zero() ? now + task.deadline : MonoTime::max();
}

size_t usualTries(const model::PollTask& task) {
    return static_cast<size_t>(task.retries) + 1;
}

size_t mostDetours(const model::ModuleSet& asked) {
    return std::max(RequestTries::kDetoursAtLeast, 2 * (asked.get.size() + asked.walk.size()));
}

}  // namespace

RequestTries::RequestTries(const model::PollTask& task, MonoTime now)
    : task_(task),
      end_(endOf(task, now)),
      due_(end_),
      allowed_(usualTries(task)),
      most_detours_(mostDetours(*task.module_set)) {}

void RequestTries::begin(bool detour, MonoTime now) {
    end(now);
    ids_.clear();
    sent_.clear();
    begun_ = now;
    detour_ = detour;
    detours_ += detour ? 1 : 0;
    allowed_ = std::min(detour ? 1 : usualTries(task_), left_.value_or(usualTries(task_)));
}

void RequestTries::pauseUntil(MonoTime when) {
    paused_ = true;
    due_ = std::min(when, end_);
}

void RequestTries::add(int32_t id, MonoTime now, Duration gap) {
    paused_ = false;
    waited_ = now + std::max(waitOf(count()), gap);
    due_ = std::min(waited_, end_);
    ids_.push_back(id);
    sent_.push_back(now);
    if (left_ && *left_ > 0) --*left_;
}

void RequestTries::allowOneMore() {
    if (left_) return;
    left_ = 1;
    allowed_ = std::min(allowed_, count() + 1);
}

void RequestTries::allowAll() {
    left_.reset();
}

std::optional<size_t> RequestTries::find(std::optional<int32_t> id) const {
    const auto place = id ? std::ranges::find(ids_, *id) : ids_.end();
    if (place == ids_.end()) return std::nullopt;
    return static_cast<size_t>(place - ids_.begin());
}

RequestTries::Outcome RequestTries::outcomeAt(MonoTime now) const {
    if (now < due_) return Outcome::wait;
    if (!paused_ && count() >= allowed_ && now >= waited_) return Outcome::no_answer;
    if (now >= end_) return Outcome::poll_deadline;
    return paused_ ? Outcome::send : Outcome::retry;
}

Duration RequestTries::answered(size_t number, MonoTime now) {
    const Duration took = now - sent_[number];
    if (task_.transport == model::Transport::udp) slowest_ = std::max(slowest_, took);
    return took;
}

Duration RequestTries::shortWait(const model::RoundTrip& known) const {
    return std::clamp(4 * known.smoothed, std::min(task_.timeout_min, task_.timeout), task_.timeout);
}

void RequestTries::answeredInVain(MonoTime now) {
    waited_ = std::min(waited_, now + shortWait(roundTrip()));
    due_ = std::min(waited_, end_);
}

void RequestTries::end(MonoTime now) {
    if (std::exchange(detour_, false)) detour_time_ += now - begun_;
}

// Over TCP nothing is lost that would have to be sent again soon, and a retry costs the connection.
Duration RequestTries::waitOf(size_t number) const {
    const bool over_udp = task_.transport == model::Transport::udp;
    const model::RoundTrip known = roundTrip();
    if (detour_ && over_udp && known.known()) return shortWait(known);
    if (number + 1 >= allowed_) return task_.timeout;
    const bool learned = over_udp && task_.learned.round_trip.known();
    return waitOfTry(learned ? known : model::RoundTrip{}, task_, static_cast<int>(number));
}

// Includes what this poll has shown: its large requests may take longer than those of the polls before.
model::RoundTrip RequestTries::roundTrip() const {
    model::RoundTrip out = task_.learned.round_trip;
    if (slowest_ > Duration::zero()) out.add(slowest_);
    return out;
}

}  // namespace snmpolld::snmp
