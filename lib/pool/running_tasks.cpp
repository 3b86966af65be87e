#include "pool/running_tasks.hpp"

#include <algorithm>

namespace snmpolld::pool {

Result<void> RunningTasks::take(const model::HostRecord& record) {
    const auto task = tasks_.find(record.task_id);
    if (task == tasks_.end()) return fail(ErrorKind::protocol, "a record of a task that it does not have");
    if (record.part != task->second.parts + 1) return fail(ErrorKind::protocol, "a part out of order");
    ++task->second.parts;
    if (!record.last) return {};
    tasks_.erase(task);
    silent_ = std::min(silent_, tasks_.size());
    return {};
}

Result<void> RunningTasks::setSilent(size_t tasks) {
    if (tasks > tasks_.size()) return fail(ErrorKind::protocol, "more silent hosts than it polls");
    silent_ = tasks;
    return {};
}

std::vector<uint64_t> RunningTasks::ids() const {
    std::vector<uint64_t> ids;
    for (const auto& [id, task] : tasks_)
        ids.push_back(id);
    std::ranges::sort(ids);
    return ids;
}

std::vector<uint64_t> RunningTasks::takeAll() {
    auto all = ids();
    tasks_.clear();
    silent_ = 0;
    return all;
}

bool RunningTasks::anyOverdue(MonoTime now) const {
    return std::ranges::any_of(tasks_, [now](const auto& task) { return task.second.kill_at <= now; });
}

void RunningTasks::postponeKill(MonoTime not_before) {
    for (auto& [id, task] : tasks_)
        task.kill_at = std::max(task.kill_at, not_before);
}

}  // namespace snmpolld::pool
