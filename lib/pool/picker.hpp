// Picker: which of the workers that have room gets the next task. Called by WorkerPool, which says who has room.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "pool/pool_worker.hpp"

namespace snmpolld::pool {

class Picker {
  public:
    // `workers`: those of the pool, each at the index of its number.
    explicit Picker(const std::vector<std::unique_ptr<Worker>>& workers) : workers_(workers) {}

    void setRoom(int worker, bool has_room);
    void forgetAll() { with_room_.clear(); }
    bool hasRoom(int worker) const { return with_room_.contains(worker); }
    bool anyRoom() const { return !with_room_.empty(); }

    // The worker that has least to do, and of those the one with the lowest number, so that the workers that are needed
    // stay warm in the caches while the others sleep. With `ahead` above 0 it is the worker that got the last task in
    // this turn instead, as long as it has fewer than `ahead` more tasks to do than the one that has least: tasks that
    // are given in one turn reach a worker with one write, which wakes it up once. nullopt: none has room.
    std::optional<int> pick(size_t ahead) const;
    void gave(int worker) { given_last_ = worker; }

  private:
    bool goesAlong(size_t most) const;

    const std::vector<std::unique_ptr<Worker>>& workers_;
    std::set<int> with_room_;
    std::optional<int> given_last_;  // the worker that got the last task; it may be gone
};

}  // namespace snmpolld::pool
