// WorkerPool: a fixed number of places, each with a worker or waiting for the next one. Birth, death and back-off,
// credits, watchdog, recycling. Knows tasks by their id only; what a death means for a host is the poller's business.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "loop/loop.hpp"
#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "pool/session_limit.hpp"
#include "pool/worker_process.hpp"
#include "pool/workers.hpp"

namespace snmpolld::pool {

// How many workers there should be when nobody has said: for many hosts at the same time one a core, at least 2; for
// one at a time (sessions = 1) one a host, at most 64.
// `cores` 0: those of this machine.
int automaticWorkers(int sessions, uint64_t hosts, uint32_t cores = 0);

class WorkerPool final : public Workers {
  public:
    WorkerPool(loop::Loop& loop, PoolSettings settings);
    ~WorkerPool() override;  // kills those that are still there

    void setEvents(WorkerEvents events) override { events_ = std::move(events); }
    void start() override;
    void reconfigure(PoolSettings settings) override;  // more, fewer or other workers; those too many finish their tasks first

    // A worker with credit: the one that has least to do, of those the lowest number, so that those that are needed
    // stay warm in the caches, the others asleep. brief: the one that got the task before in this turn, as long as it
    // is ahead by less than half of its sessions. alone: one that holds no task; where workers hold many, one more
    // worker is kept for that, from the first time on. twin: in place of that the worker of this number, counted round
    // and round, if it has credit; -1: does not matter.
    std::optional<int> pick(bool alone, int twin, bool brief) override;
    bool hasCredit() const override { return !with_credit_.empty(); }  // pick() would find one, not for a poll alone
    // Hands it over. The worker is killed when no record has come at `kill_at`; alone: it gets no other task meanwhile.
    void give(int worker, const model::PollTask& task, MonoTime kill_at, bool alone) override;

    // Reads nothing more from the workers, which wait with what they have, or goes on. No watchdog runs meanwhile.
    void holdReading(bool hold) override;

    void stop() override;  // ends all channels; workers that are still there 500 ms later are killed
    void kill() override;  // all of them, at once
    bool stopped() const override;

    int size() const { return settings_.count; }
    bool everyPollIsAlone() const override { return settings_.sessions == 1; }
    std::vector<WorkerReport> report() const override;

    static constexpr int kStartTries = 5;
    // Beside its sessions, a worker holds at most so many polls of hosts that say nothing.
    static constexpr size_t kMostSilent = 16'384;

  private:
    struct Held {
        MonoTime kill_at;
        uint32_t parts = 0;  // of its record that have come
    };
    struct Place {
        int number = 0;
        std::unique_ptr<WorkerProcess> process;
        WorkerState state = WorkerState::waiting;
        std::pmr::unsynchronized_pool_resource memory;
        std::pmr::unordered_map<uint64_t, Held> tasks{&memory};  // by id
        size_t silent = 0;                                       // of these, those whose hosts have not said a word
        SessionLimit limit;
        int room = 0;                        // of its sockets; 0: not known yet
        uint64_t dropped = 0;                // datagrams, by all of its processes
        uint64_t dropped_by_process = 0;     // by this one
        bool alone = false;                  // holds a task that must be polled alone
        MonoTime kill_at = MonoTime::max();  // when it must have become ready, or have ended after stop()
        int polls_of_process = 0;
        uint64_t polls = 0;
        uint64_t restarts = 0;
        int failures = 0;  // deaths in a row without a record between them
        MonoTime respawn_at{};
        std::string last_exit;

        size_t lively() const { return tasks.size() - silent; }
    };

    int wanted() const { return settings_.count + (one_for_alone_ ? 1 : 0); }
    bool isForAlone(const Place& place) const { return one_for_alone_ && place.number == settings_.count; }
    bool isFree(const Place& place) const;
    bool mayHold(const Place& place) const;
    void refreshCredit(Place& place);
    bool goesAlong(size_t least) const;
    void fillPlaces();
    std::optional<int> pickForAlone();
    void spawn(Place& place);
    void workerReady(Place& place, const ipc::Sockets& sockets);
    uint64_t bufferFor(int sessions, int room) const;
    void logRoom(const Place& place);
    void recordCame(Place& place, model::HostRecord& record);
    void silentCame(Place& place, size_t polls);
    void droppedCame(Place& place, uint64_t datagrams);
    void warnOfDrops(const Place& place, MonoTime now);
    void retireIfDue(Place& place);
    void letGo(Place& place);
    void workerGone(Place& place, const loop::ExitStatus& status);
    void loseTasks(Place& place, bool blame);
    void planRespawn(Place& place);
    void startFailed(const std::string& why);
    void logDeath(const Place& place, bool expected) const;
    void tick();
    void tickPlace(Place& place, MonoTime now);
    void dropSurplus();

    loop::Loop& loop_;
    PoolSettings settings_;
    WorkerEvents events_;
    std::vector<std::unique_ptr<Place>> places_;
    std::set<int> with_credit_;
    std::optional<int> given_last_;  // the worker that got the last task; it may be gone
    uint32_t receive_buffer_ = 0;    // of the workers' sockets
    int logged_room_ = 0;
    MonoTime warned_of_drops_{};
    bool one_for_alone_ = false;  // the place after the others is for tasks that must be polled alone
    loop::Timer timer_;
    bool stopping_ = false;
    bool holding_ = false;
    int start_failures_ = 0;  // workers in a row, of all places, that died before they were ready
};

}  // namespace snmpolld::pool
