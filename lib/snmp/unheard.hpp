// Unheard: the exchanges whose hosts have not said a word yet, in the order in which they were begun, and how many of
// them have been silent for longer than a live host nearby takes. Those wait for nothing but time. A list whose members
// know their place. T has a member `Hearing<T> hearing`.
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

    // It has said something, or it is gone.
    void remove(T* item) {
        if (item->hearing.state == State::silent) --silent_;
        if (item->hearing.state == State::waiting) unlink(item);
        item->hearing.state = State::heard;
    }

    void pass(MonoTime now) {
        while (next() <= now) {
            T* const item = first_;
            unlink(item);
            item->hearing.state = State::silent;
            ++silent_;
        }
    }

    // When pass() is to be called; MonoTime::max(): nobody waits.
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
