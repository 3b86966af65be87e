// WorkerPool: the workers of the supervisor. It has as many as the settings say, replaces those that die, gives each
// task to the worker that has least to do, and reports what becomes of the tasks. Knows tasks by their ids only; what a
// death means for a host is the poller's business.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clocks.hpp"
#include "loop/loop.hpp"
#include "pool/picker.hpp"
#include "pool/pool_worker.hpp"
#include "pool/receive_buffer_log.hpp"
#include "pool/workers.hpp"

namespace snmpolld::pool {

// How many workers there should be if the settings do not say. For polls that run side by side it is one for each core,
// at least 2; for polls that run one at a time (sessions = 1) it is one for each host, at most 64. `cores`: 0 means
// those of this machine.
int automaticWorkers(int sessions, uint64_t hosts, uint32_t cores = 0);

class WorkerPool final : public Workers, private Worker::Events {
  public:
    // `clocks` must outlive the pool.
    WorkerPool(loop::Loop& loop, PoolSettings settings, const Clocks& clocks);
    ~WorkerPool() override;  // kills the workers that are still there

    void setEvents(WorkerEvents events) override { events_ = std::move(events); }
    void start() override;
    void reconfigure(PoolSettings settings) override;

    // `alone`: where workers hold many tasks, one more worker is kept for such tasks, from the first one on.
    std::optional<int> pick(const Wish& wish) override;
    bool hasCredit() const override { return picker_.anyRoom(); }
    void give(int worker, const model::PollTask& task, MonoTime kill_at, bool alone) override;

    void answerKeys(int worker, const model::KeyAnswer& answer) override;

    // When reading goes on, the tasks that workers have get a new grace from the watchdog.
    void holdReading(bool hold) override;

    void stop() override;  // workers that are still there 500 ms later are killed
    void kill() override;
    bool stopped() const override;

    bool everyPollIsAlone() const override { return settings_.sessions == 1; }
    std::vector<WorkerReport> report() const override;

    // `cannot_start` is called when this many processes in a row have failed to start.
    static constexpr int kStartTries = 5;
    // A worker holds at most this many polls of silent hosts in addition to its sessions.
    static constexpr size_t kMostSilent = Worker::kMostSilent;

  private:
    void workerReady(Worker& worker) override;
    void roomChanged(Worker& worker) override;
    void recordCame(Worker& worker, model::HostRecord& record) override;
    Result<void> keysWanted(Worker& worker, const model::KeyWanted& wanted) override;
    void workerGone(Worker& worker, const Worker::Loss& loss) override;

    int wanted() const { return settings_.count + (one_for_alone_ ? 1 : 0); }
    void fitToWanted();
    std::optional<int> pickForAlone();
    void startProcess(Worker& worker);
    void startFailed(const std::string& why);
    void refreshRoom(const Worker& worker);
    void tick();

    PoolSettings settings_;
    WorkerEvents events_;
    ReceiveBufferLog receive_buffers_;
    Worker::Shared shared_;
    std::vector<std::unique_ptr<Worker>> workers_;  // each at the index of its number
    Picker picker_{workers_};
    bool one_for_alone_ = false;  // the last worker is for tasks that must be polled alone
    bool stopping_ = false;
    bool holding_ = false;
    int start_failures_ = 0;  // processes in a row, of all workers, that ended before they were ready
    loop::Timer timer_;
};

}  // namespace snmpolld::pool
