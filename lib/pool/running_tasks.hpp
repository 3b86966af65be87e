// RunningTasks: the tasks that one worker has and has not ended, by their ids. Checks that what the worker says of them
// is possible. Called by Worker; knows nothing of processes, and the time is passed in.
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/host_record.hpp"
#include "model/local_keys.hpp"

namespace snmpolld::pool {

struct RunningTask {
    MonoTime kill_at;    // the worker is killed if the record has not come by then
    MonoTime given{};    // when the worker got it
    uint32_t parts = 0;  // how many parts of its record have come

    // Of engines, for a task whose messages need them.
    struct Keys {
        std::vector<std::string> engines;  // whose keys the worker has got, and the one that it was told of
        uint32_t wanted = 0;               // how often it has asked
    };
    std::unique_ptr<Keys> keys{};  // null: it needs none
};

class RunningTasks {
  public:
    void add(uint64_t id, MonoTime kill_at, MonoTime given) {
        tasks_.emplace(id, RunningTask{.kill_at = kill_at, .given = given});
    }
    // The task needs keys; its worker was told of these engines, which may be empty.
    void needsKeys(uint64_t id, std::vector<std::string> engines);

    // The worker asks for keys. Errors: it does not have that task, the task needs none, or it asks for too many.
    Result<void> wantKeys(const model::KeyWanted& wanted);
    // The worker gets them, or a refusal. False if the task has ended.
    bool answerKeys(const model::KeyAnswer& answer);

    // A part of a record came, not later than `now`; the last one ends its task. Errors, which change nothing: the
    // worker does not have that task; the part is not the next one; by the record, the poll began more than 10 s before
    // the worker got the task, or something happened later than `now`; the engine that was learned is one whose keys
    // the worker does not have.
    Result<void> take(const model::HostRecord& record, MonoTime now);

    // This many of the tasks are for hosts that have not answered anything yet. Errors: more than there are tasks.
    Result<void> setSilent(size_t tasks);
    size_t silent() const { return silent_; }
    size_t lively() const { return tasks_.size() - silent_; }  // those of the other hosts

    size_t size() const { return tasks_.size(); }
    bool empty() const { return tasks_.empty(); }
    std::vector<uint64_t> ids() const;    // the oldest first
    std::vector<uint64_t> takeAll();      // likewise; none is left
    bool anyOverdue(MonoTime now) const;  // the time to kill the worker has come for one of them
    void postponeKill(MonoTime not_before);

  private:
    std::pmr::unsynchronized_pool_resource memory_;
    std::pmr::unordered_map<uint64_t, RunningTask> tasks_{&memory_};
    size_t silent_ = 0;
};

}  // namespace snmpolld::pool
