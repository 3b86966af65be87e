// Workers: the pool of workers as the supervisor sees it, so that a unit test can pass in one of its own. In production
// it is WorkerPool. Workers are numbered from 0 and know tasks by their ids only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/host_record.hpp"
#include "model/local_keys.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::pool {

struct PoolSettings {
    std::string worker_file;
    int count = 1;      // workers
    int sessions = 1;   // K: tasks that one worker may hold
    int max_polls = 0;  // a process is replaced after this many; 0: never
};

enum class WorkerState { starting, ready, retiring, waiting };
std::string_view workerStateName(WorkerState state);

// What `status` shows of a worker.
struct WorkerReport {
    int number = 0;
    int pid = 0;  // 0: none at the moment
    WorkerState state = WorkerState::waiting;
    std::vector<uint64_t> tasks;  // the oldest first
    size_t silent = 0;            // of these, those whose hosts have not answered anything
    uint64_t polls = 0;
    uint64_t restarts = 0;
    int sessions = 0;       // exchanges that it may hold open at the moment
    uint64_t dropped = 0;   // datagrams for which it had no room
    std::string last_exit;  // "": none has ended yet
};

// What happens in the pool. None of these functions may destroy the pool.
struct WorkerEvents {
    // pick() may find a worker now.
    std::function<void()> credit = [] {};
    // A part of a record has come, perhaps the last. The callee may change it; it is valid only during the call.
    std::function<void(int worker, model::HostRecord&)> record = [](int, model::HostRecord&) {};
    // The worker asks for the keys of one of its tasks at an engine. Errors: no worker may ask for these; it is killed.
    std::function<Result<void>(int worker, const model::KeyWanted&)> keys_wanted =
        [](int, const model::KeyWanted&) -> Result<void> { return {}; };
    // The worker died with these tasks, the oldest first. `blame`: the death may be the doing of one of them (a crash
    // or a hang, not a kill from outside).
    std::function<void(int worker, const std::vector<uint64_t>& task_ids, const std::string& how, bool blame)> lost =
        [](int, const std::vector<uint64_t>&, const std::string&, bool) {};
    // Several processes in a row have failed to start. The pool goes on trying.
    std::function<void(const std::string& why)> cannot_start = [](const std::string&) {};
    // After stop(): the last worker has ended.
    std::function<void()> stopped = [] {};
};

class Workers {
  public:
    virtual ~Workers() = default;

    // To be called before start(); once, by whoever gives the tasks.
    virtual void setEvents(WorkerEvents events) = 0;

    virtual void start() = 0;
    // Changes the number or the settings of the workers. Surplus workers finish their tasks first.
    virtual void reconfigure(PoolSettings settings) = 0;

    // What a worker must be like that gets a task.
    struct Wish {
        bool alone = false;  // it holds no task and gets no other while it has this one
        // The number of the host among those with its engine ID: the worker of that number, modulo the number of
        // workers, if it has room; -1: any will do.
        int twin = -1;
        bool brief = false;  // the one that got the previous task in this turn may take this one as well
        // Another than this one, which waits for what the task finds out. It needs no room for it. If there is no
        // other, this one itself; -1: any will do.
        int beside = -1;
    };
    // The worker that should get the next task; nullopt: none has room, or is ready.
    virtual std::optional<int> pick(const Wish& wish) = 0;
    // Whether pick() would find a worker for a task that need not be alone.
    virtual bool hasCredit() const = 0;
    // Hands the task over. The worker is killed if no record has come by `kill_at`.
    virtual void give(int worker, const model::PollTask& task, MonoTime kill_at, bool alone) = 0;

    // Answers a WorkerEvents::keys_wanted. Nothing if the worker does not have the task any more.
    virtual void answerKeys(int worker, const model::KeyAnswer& answer) = 0;

    // Stops reading from the workers, which then wait with what they have to send, or goes on reading. The watchdog
    // does not run meanwhile.
    virtual void holdReading(bool hold) = 0;

    virtual void stop() = 0;  // ends all channels; workers that are still there soon after are killed
    virtual void kill() = 0;  // all of them, at once
    virtual bool stopped() const = 0;

    // Whether a worker holds one task at a time.
    virtual bool everyPollIsAlone() const = 0;
    virtual std::vector<WorkerReport> report() const = 0;
};

}  // namespace snmpolld::pool
