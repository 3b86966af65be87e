// Unheard: the exchanges whose agents have not answered anything yet, in the order in which they began, and how many of
// them have been silent for longer than a live host nearby would be. A list whose members know their place in it. T has
// a member `Hearing<T> hearing`.
#pragma once

#include <cstddef>

#include "base/clock.hpp"

namespace snmpolld::snmp {

template <typename T>
struct Hearing {
    enum class State { heard, waiting, silent };
    State state = State::heard;
    MonoTime since{};
    T* before = nullptr;
    T* after = nullptr;
};

template <typename T>
class Unheard {
  public:
    static constexpr Duration kPatience = std::chrono::milliseconds(20);

    // `now` is not before that of any earlier one.
    void add(T* item, MonoTime now) {
        item->hearing = {State::waiting, now, last_, nullptr};
        (last_ == nullptr ? first_ : last_->hearing.after) = item;
        last_ = item;
    }

    // Call when the agent has said something or the exchange has ended.
    void remove(T* item) {
        if (item->hearing.state == State::silent) --silent_;
        if (item->hearing.state == State::waiting) unlink(item);
        item->hearing.state = State::heard;
    }

    // Counts as silent all that have waited for kPatience.
    void pass(MonoTime now) {
        while (next() <= now) {
            T* const item = first_;
            unlink(item);
            item->hearing.state = State::silent;
            ++silent_;
        }
    }

    // When to call pass(); MonoTime::max() when nothing is waiting.
    MonoTime next() const { return first_ == nullptr ? MonoTime::max() : first_->hearing.since + kPatience; }
    size_t silent() const { return silent_; }

  private:
    using State = typename Hearing<T>::State;

    void unlink(T* item) {
        const Hearing<T>& at = item->hearing;
        (at.before == nullptr ? first_ : at.before->hearing.after) = at.after;
        (at.after == nullptr ? last_ : at.after->hearing.before) = at.before;
    }

    T* first_ = nullptr;
    T* last_ = nullptr;
    size_t silent_ = 0;
};

}  // namespace snmpolld::snmp
