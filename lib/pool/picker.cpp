#include "pool/picker.hpp"

#include <cstdint>

namespace snmpolld::pool {

void Picker::setRoom(int worker, bool has_room) {
    if (has_room)
        with_room_.insert(worker);
    else
        with_room_.erase(worker);
}

std::optional<int> Picker::pick(size_t ahead) const {
    std::optional<int> best;
    size_t least = SIZE_MAX;
    for (const int number : with_room_) {
        const size_t tasks = workers_[static_cast<size_t>(number)]->livelyTasks();
        if (tasks >= least) continue;
        best = number;
        least = tasks;
        if (least == 0) break;
    }
    return ahead > 0 && best && goesAlong(least + ahead) ? given_last_ : best;
}

bool Picker::goesAlong(size_t most) const {
    if (!given_last_ || !hasRoom(*given_last_)) return false;
    const Worker& worker = *workers_[static_cast<size_t>(*given_last_)];
    return worker.hasUnsent() && worker.livelyTasks() < most;
}

}  // namespace snmpolld::pool
