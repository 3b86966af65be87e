// DeadlineHeap: which of many exchanges is due next. A binary heap whose members know their place in it, so that one
// can be moved or removed without a search. T has `MonoTime deadline() const` and `size_t heap_index`.
#pragma once

#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace snmpolld::snmp {

template <typename T>
class DeadlineHeap {
  public:
    bool empty() const { return heap_.empty(); }
    T* top() const { return heap_.front(); }

    void add(T* item) {
        item->heap_index = heap_.size();
        heap_.push_back(item);
        up(item->heap_index);
    }

    void remove(T* item) {
        const size_t hole = item->heap_index;
        T* last = heap_.back();
        heap_.pop_back();
        if (last == item) return;
        place(hole, last);
        moved(last);
    }

    // Call when the item's deadline has changed.
    void moved(T* item) {
        up(item->heap_index);
        down(item->heap_index);
    }

  private:
    void place(size_t i, T* item) {
        heap_[i] = item;
        item->heap_index = i;
    }

    bool before(size_t a, size_t b) const { return heap_[a]->deadline() < heap_[b]->deadline(); }

    void swapPlaces(size_t a, size_t b) {
        T* item = heap_[a];
        place(a, heap_[b]);
        place(b, item);
    }

    void up(size_t i) {
        for (; i > 0 && before(i, (i - 1) / 2); i = (i - 1) / 2)
            swapPlaces(i, (i - 1) / 2);
    }

    void down(size_t i) {
        while (true) {
            size_t least = i;
            for (const size_t child : {2 * i + 1, 2 * i + 2})
                if (child < heap_.size() && before(child, least)) least = child;
            if (least == i) return;
            swapPlaces(i, least);
            i = least;
        }
    }

    std::vector<T*> heap_;
};

}  // namespace snmpolld::snmp
