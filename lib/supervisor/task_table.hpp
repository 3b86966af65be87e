// TaskTable: what belongs to tasks, by their ids. Ids are given in order and most tasks end soon, so those that are
// there lie side by side; what is freed is used again while caches have it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace snmpolld::supervisor {

template <typename T>
class TaskTable {
  public:
    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    bool contains(uint64_t id) const { return find(id) != nullptr; }

    // Null when it is not there, as 0 never is. Stays where it is until it is taken.
    T* find(uint64_t id) {
        const size_t slot = slotOf(id);
        return id != 0 && slots_[slot].id == id ? &things_[slots_[slot].thing] : nullptr;
    }
    const T* find(uint64_t id) const { return const_cast<TaskTable*>(this)->find(id); }
    // It is there.
    T& at(uint64_t id) { return things_[slots_[slotOf(id)].thing]; }

    // `id`: not 0, and not there.
    T& add(uint64_t id, T thing) {
        if (++size_ * 2 > slots_.size()) grow();
        const uint32_t place = placeFor(std::move(thing));
        slots_[slotOf(id)] = {id, place};
        return things_[place];
    }

    // It is there.
    T take(uint64_t id) {
        const size_t slot = slotOf(id);
        const uint32_t place = slots_[slot].thing;
        free_.push_back(place);
        close(slot);
        --size_;
        return std::exchange(things_[place], T{});
    }

    // In no order. `visit` may change the things, not the table.
    template <typename Visit>
    void each(Visit visit) {
        for (const Slot& slot : slots_)
            if (slot.id != 0) visit(slot.id, things_[slot.thing]);
    }
    template <typename Visit>
    void each(Visit visit) const {
        for (const Slot& slot : slots_)
            if (slot.id != 0) visit(slot.id, things_[slot.thing]);
    }

  private:
    struct Slot {
        uint64_t id = 0;  // 0: free
        uint32_t thing = 0;
    };

    // Where the id is, or the free slot where it would be.
    size_t slotOf(uint64_t id) const {
        size_t slot = id & (slots_.size() - 1);
        while (slots_[slot].id != 0 && slots_[slot].id != id)
            slot = (slot + 1) & (slots_.size() - 1);
        return slot;
    }

    uint32_t placeFor(T thing) {
        if (free_.empty()) {
            things_.push_back(std::move(thing));
            return static_cast<uint32_t>(things_.size() - 1);
        }
        const uint32_t place = free_.back();
        free_.pop_back();
        things_[place] = std::move(thing);
        return place;
    }

    // Those behind it that it kept from their own slots move up.
    void close(size_t slot) {
        const size_t mask = slots_.size() - 1;
        for (size_t next = (slot + 1) & mask; slots_[next].id != 0; next = (next + 1) & mask) {
            const size_t wanted = slots_[next].id & mask;
            if (((next - wanted) & mask) < ((next - slot) & mask)) continue;
            slots_[slot] = slots_[next];
            slot = next;
        }
        slots_[slot] = {};
    }

    void grow() {
        const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
        for (const Slot& slot : before)
            if (slot.id != 0) slots_[slotOf(slot.id)] = slot;
    }

    std::vector<Slot> slots_ = std::vector<Slot>(64);  // a power of two, at most half full
    std::deque<T> things_;
    std::vector<uint32_t> free_;  // places in things_
    size_t size_ = 0;
};

}  // namespace snmpolld::supervisor
