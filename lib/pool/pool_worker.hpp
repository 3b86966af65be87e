// Worker: a numbered member of the pool. Its process may die and be replaced; the worker, what it counts and what is
// learned about its sockets stay. It knows which tasks its process has and whether it may get more, and kills a process
// that hangs or sends something impossible. Which worker gets a task and what the loss of a task means is decided
// elsewhere (WorkerPool, supervisor::Poller).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clocks.hpp"
#include "base/token_bucket.hpp"
#include "child/child_process.hpp"
#include "child/upkeep.hpp"
#include "ipc/worker_codec.hpp"
#include "pool/receive_buffer_log.hpp"
#include "pool/running_tasks.hpp"
#include "pool/session_limit.hpp"
#include "pool/workers.hpp"

namespace snmpolld::pool {

class Worker final : private child::ChildProcess::Owner {
  public:
    // What is lost when the process of a worker ends.
    struct Loss {
        std::vector<uint64_t> tasks;  // ids, the oldest first
        std::string how;              // how the process has ended
        bool blame = false;     // the end may be the doing of one of the tasks: a crash or a hang, no kill from outside
        bool expected = false;  // the worker was told to end and did
        bool before_ready = false;  // the process had not become ready
    };

    class Events {
      public:
        virtual void workerReady(Worker& worker) = 0;
        virtual void roomChanged(Worker& worker) = 0;  // it may have become free for another task, or full
        // A part of a record, or the last one, with which its task has ended. The callee may change the record.
        virtual void recordCame(Worker& worker, model::HostRecord& record) = 0;
        // It asks for keys of a task that it has. Errors: it may not ask for these, for which it is killed.
        virtual Result<void> keysWanted(Worker& worker, const model::KeyWanted& wanted) = 0;
        // The worker has no process any more.
        virtual void workerGone(Worker& worker, const Loss& loss) = 0;

      protected:
        ~Events() = default;
    };

    // What all workers of a pool share. It outlives them.
    struct Shared {
        loop::Loop& loop;
        const Clocks& clocks;
        const PoolSettings& settings;
        ReceiveBufferLog& receive_buffers;
        Events& events;
    };

    // A worker holds at most this many polls of silent hosts in addition to its sessions.
    static constexpr size_t kMostSilent = 16'384;

    // A worker that says more is killed: it says at most ten lines of Net-SNMP's a second, that hosts are silent at
    // most twice for each task, and what was lost at most a hundred times a second.
    static constexpr double kLogLines = 20;  // a second
    static constexpr double kLogLinesAtOnce = 100;
    static constexpr double kNotices = 1000;  // a second, beside those of its tasks
    static constexpr double kNoticesAtOnce = 20'000;

    Worker(int number, const Shared& shared);

    int number() const { return number_; }
    WorkerReport report() const;

    // Starts a process. To be called if there is none. Errors: the system refuses.
    Result<void> start();
    // To be called when a process has ended or could not be started. Decides from when on mustStart() is true.
    // `start_failures`: how many processes in a row, of all workers, have failed to start.
    void planStart(bool expected, int start_failures);
    bool isRunning() const { return run_.process != nullptr; }
    bool mustStart(MonoTime now) const { return !isRunning() && upkeep_.mustStart(now); }

    // Hands the task over. It is written before the loop waits.
    void give(const model::PollTask& task, MonoTime kill_at, bool alone);
    // Answers a keysWanted(). Nothing if the process does not have the task any more.
    void answerKeys(const model::KeyAnswer& answer);
    bool isFree() const { return state_ == WorkerState::ready && !alone_ && !stopping_; }
    bool isIdle() const { return tasks_.empty(); }
    bool hasRoom() const;  // it is free and may hold one more task beside those that it has
    bool hasUnsent() const { return run_.process->hasUnsent(); }
    size_t livelyTasks() const { return tasks_.lively(); }  // those whose hosts have answered something

    // The pool's settings have changed. `surplus`: the pool no longer needs this worker, which ends with its last task.
    void settingsChanged(bool surplus);
    void holdReading(bool hold);
    void stop();
    void kill();
    // Kills a process that is overdue, and lets one that has been idle for a while forget credentials. To be called
    // every 100 ms or so; true if hasRoom() may have changed.
    bool tick(MonoTime now);

  private:
    // What belongs to one process and is new with the next.
    struct Run {
        std::unique_ptr<child::ChildProcess> process;
        ipc::TaskEncoder encoder;
        int polls = 0;
        MonoTime seen{};  // when the clock was last looked at: at a tick, or for a record that is of later
        MonoTime idle_since{};
        uint64_t dropped = 0;  // datagrams
        TokenBucket log_lines{kLogLines, kLogLinesAtOnce};
        TokenBucket notices{kNotices, kNoticesAtOnce};  // messages that belong to no record
    };
    // What is counted over all processes.
    struct Counts {
        uint64_t polls = 0;
        uint64_t restarts = 0;
        uint64_t dropped = 0;  // datagrams
    };

    Result<void> childReady(std::string_view details) override;
    Result<void> frameCame(std::span<const std::byte> frame) override;
    Result<void> logLineCame(std::string_view line) override;
    void childGone(const child::Death& death) override;
    Result<void> takeRecord(model::HostRecord& record);
    Result<void> takeDropped(uint64_t datagrams);
    void endIfDue();

    int number_;
    const Shared& shared_;
    Run run_;
    WorkerState state_ = WorkerState::waiting;
    child::Upkeep upkeep_;
    RunningTasks tasks_;
    SessionLimit limit_;
    int room_ = 0;           // how many exchanges its receive buffers are large enough for; 0: not known yet
    bool alone_ = false;     // it has a task that must be polled alone
    bool surplus_ = false;   // the pool no longer needs it
    bool stopping_ = false;  // the pool ends
    bool holding_ = false;   // nothing is read from it
    Counts counts_;
    std::string last_exit_;
};

}  // namespace snmpolld::pool
