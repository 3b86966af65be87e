#include "pool/running_tasks.hpp"

#include <algorithm>

#include "ipc/limits.hpp"

namespace snmpolld::pool {

namespace {

constexpr Duration kGrace = std::chrono::seconds(10);

// The latest of the times at which the worker has learned something of the host.
MonoTime latestIn(const model::HostRecord& record) {
    const model::Learned& learned = record.learned;
    MonoTime latest = std::max({learned.engine_seen, learned.limits_since, learned.gap_since});
    if (record.lookup_marks) latest = std::max(latest, record.lookup_marks->taken);
    for (const model::SilentOid& silent : learned.silent)
        latest = std::max(latest, silent.since);
    return latest;
}

bool hasKeysOf(const RunningTask& task, const std::string& engine_id) {
    return !task.keys || engine_id.empty() ||
           std::ranges::find(task.keys->engines, engine_id) != task.keys->engines.end();
}

Result<void> checkRecord(const model::HostRecord& record, const RunningTask& task, MonoTime now) {
    if (record.part != task.parts + 1) return fail(ErrorKind::protocol, "a part out of order");
    if (record.begun + kGrace < task.given || record.begun + record.duration > now || record.rtt > record.duration)
        return fail(ErrorKind::protocol, "a poll at a time at which it cannot have been made");
    if (latestIn(record) > now) return fail(ErrorKind::protocol, "something that was learned in the future");
    if (!hasKeysOf(task, record.learned.engine_id))
        return fail(ErrorKind::protocol, "an engine of which it has no keys");
    return {};
}

}  // namespace

void RunningTasks::needsKeys(uint64_t id, std::vector<std::string> engines) {
    tasks_.at(id).keys = std::make_unique<RunningTask::Keys>(RunningTask::Keys{.engines = std::move(engines)});
}

Result<void> RunningTasks::wantKeys(const model::KeyWanted& wanted) {
    const auto task = tasks_.find(wanted.task_id);
    if (task == tasks_.end()) return fail(ErrorKind::protocol, "keys for a task that it does not have");
    if (!task->second.keys) return fail(ErrorKind::protocol, "keys for a task that needs none");
    if (++task->second.keys->wanted > ipc::kMaxKeysWanted)
        return fail(ErrorKind::protocol, "keys of more engines than a poll can meet");
    return {};
}

bool RunningTasks::answerKeys(const model::KeyAnswer& answer) {
    const auto task = tasks_.find(answer.task_id);
    if (task == tasks_.end() || !task->second.keys) return false;
    if (!answer.refused) task->second.keys->engines.push_back(answer.keys.engine_id);
    return true;
}

Result<void> RunningTasks::take(const model::HostRecord& record, MonoTime now) {
    const auto task = tasks_.find(record.task_id);
    if (task == tasks_.end()) return fail(ErrorKind::protocol, "a record of a task that it does not have");
    if (auto possible = checkRecord(record, task->second, now); !possible) return possible;
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
