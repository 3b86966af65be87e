// DeadlineHeap: which of many exchanges is due next. A heap of four branches whose members know their place in it, so
// that one can be moved or removed without a search. Deadlines lie beside the pointers: comparing two touches no
// member, most of which have long left the processor's cache. T has `MonoTime deadline() const` and `size_t
// heap_index`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/clock.hpp"

namespace snmpolld::snmp {

template <typename T>
class DeadlineHeap {
  public:
    bool empty() const { return heap_.empty(); }
    T* top() const { return heap_.front().item; }
    // That of top().
    MonoTime next() const { return heap_.front().deadline; }

    void add(T* item) {
        heap_.emplace_back();
        settle(heap_.size() - 1, {item->deadline(), item});
    }

    void remove(T* item) {
        const Entry last = heap_.back();
        heap_.pop_back();
        if (last.item != item) settle(item->heap_index, last);
    }

    // Call when the item's deadline has changed.
    void moved(T* item) { settle(item->heap_index, {item->deadline(), item}); }

  private:
    static constexpr size_t kBranches = 4;

    struct Entry {
        MonoTime deadline;
        T* item;
    };

    void place(size_t i, const Entry& entry) {
        heap_[i] = entry;
        entry.item->heap_index = i;
    }

    // Puts the entry into the hole or where the hole goes on its way up or down.
    void settle(size_t hole, const Entry& entry) {
        const size_t above = up(hole, entry);
        place(above == hole ? down(hole, entry) : above, entry);
    }

    size_t up(size_t hole, const Entry& entry) {
        while (hole > 0 && entry.deadline < heap_[(hole - 1) / kBranches].deadline) {
            place(hole, heap_[(hole - 1) / kBranches]);
            hole = (hole - 1) / kBranches;
        }
        return hole;
    }

    size_t down(size_t hole, const Entry& entry) {
        for (size_t least = leastChild(hole); least != 0 && heap_[least].deadline < entry.deadline;
             least = leastChild(hole)) {
            place(hole, heap_[least]);
            hole = least;
        }
        return hole;
    }

    // 0: it has none.
    size_t leastChild(size_t parent) const {
        const size_t first = parent * kBranches + 1;
        if (first >= heap_.size()) return 0;
        const auto end = std::min(first + kBranches, heap_.size());
        size_t least = first;
        for (size_t child = first + 1; child < end; ++child)
            if (heap_[child].deadline < heap_[least].deadline) least = child;
        return least;
    }

    std::vector<Entry> heap_;
};

}  // namespace snmpolld::snmp
