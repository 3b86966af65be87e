// Programs that take the place of a worker, and a pool that is run with them and with a clock that a test can move.
#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "ipc/worker_codec.hpp"
#include "pool/worker_pool.hpp"

namespace snmpolld::pool {

// A script that takes the place of the worker's program. It has its channel on descriptor 3.
class Script {
  public:
    explicit Script(const std::string& body) {
        char name[] = "/tmp/snmpolld-pool-XXXXXX";
        close(mkstemp(name));
        path_ = name;
        std::ofstream(path_) << "#!/bin/sh\n" << body << "\n";
        chmod(path_.c_str(), 0700);
    }
    ~Script() { unlink(path_.c_str()); }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

// What a worker says, in a file: that it is ready, then these messages.
class Words {
  public:
    explicit Words(const ipc::Sockets& sockets, std::initializer_list<ipc::FromWorker> messages = {}) {
        std::string frames;
        ipc::encodeFromChild(ipc::Ready{.protocol = std::string(ipc::kWorkerProtocol.name),
                                        .version = ipc::kWorkerProtocol.version,
                                        .pid = 1,
                                        .details = ipc::encodeSockets(sockets)},
                             frames);
        for (const ipc::FromWorker& message : messages)
            ipc::encodeFromWorker(message, frames);
        write(frames);
    }
    // Without saying that it is ready.
    explicit Words(const ipc::FromWorker& message) {
        std::string frames;
        ipc::encodeFromWorker(message, frames);
        write(frames);
    }
    // Frames as they are.
    struct Frames {
        const std::string& octets;
    };
    explicit Words(const Frames& frames) { write(frames.octets); }
    ~Words() { unlink(path_.c_str()); }
    const std::string& path() const { return path_; }
    std::string script() const { return "cat " + path_ + " >&3; exec cat <&3"; }

  private:
    void write(const std::string& frames) {
        char name[] = "/tmp/snmpolld-words-XXXXXX";
        close(mkstemp(name));
        path_ = name;
        std::ofstream(path_) << frames;
    }

    std::string path_;
};

// The machine's clocks, ahead of them by as much as a test wants.
class MovedClocks final : public Clocks {
  public:
    MonoTime mono() const override { return monoNow() + ahead; }
    WallTime wall() const override { return wallNow(); }

    Duration ahead{};
};

struct Lost {
    std::vector<uint64_t> tasks;
    std::string how;
    bool blame = false;
};

struct Fixture {
    explicit Fixture(const std::string& file, int count = 1, int sessions = 1, int max_polls = 0) {
        log::configure(log::Level::error, log::Format::terminal);
        pool = std::make_unique<WorkerPool>(
            loop, PoolSettings{.worker_file = file, .count = count, .sessions = sessions, .max_polls = max_polls},
            clocks);
        pool->setEvents({.record = [this](int, model::HostRecord& record) { records.push_back(record.task_id); },
                         .lost =
                             [this](int, const std::vector<uint64_t>& tasks, const std::string& how, bool blame) {
                                 lost.push_back({tasks, how, blame});
                             },
                         .cannot_start = [this](const std::string& reason) { why = reason; },
                         .stopped = [this] { ended = true; }});
        pool->start();
    }

    // Runs the loop until then; false if that takes longer than 20 s.
    bool runUntil(const std::function<bool()>& happened) {
        const MonoTime give_up = monoNow() + std::chrono::seconds(20);
        loop::Timer look(loop, [&] {
            if (happened() || monoNow() > give_up) loop.stop();
        });
        look.startEvery(std::chrono::milliseconds(2));
        loop.run();
        return happened();
    }
    bool runUntilReady() {
        return runUntil([this] {
            for (const WorkerReport& worker : pool->report())
                if (worker.state != WorkerState::ready) return false;
            return true;
        });
    }
    bool runUntilLost() {
        return runUntil([this, before = lost.size()] { return lost.size() > before; });
    }
    bool runUntilGivenUp() {
        return runUntil([this] { return !why.empty(); });
    }

    // Stops the pool and waits for its workers' ends.
    bool stop() {
        pool->stop();
        return runUntil([this] { return pool->stopped() && ended; });
    }

    WorkerReport worker(size_t number = 0) const { return pool->report().at(number); }

    // The numbers of the workers that get so many tasks.
    std::vector<int> give(int tasks, bool brief, MonoTime kill_at = MonoTime::max()) {
        model::PollTask task;
        task.credentials = std::make_shared<model::Credentials>();
        task.module_set = std::make_shared<model::ModuleSet>();
        std::vector<int> workers;
        for (int i = 0; i < tasks; ++i) {
            task.id = ++last_task;
            workers.push_back(pool->pick({.brief = brief}).value());
            pool->give(workers.back(), task, kill_at, false);
        }
        return workers;
    }

    loop::Loop loop;
    MovedClocks clocks;
    uint64_t last_task = 0;
    std::string why;  // the pool cannot start workers
    std::vector<Lost> lost;
    std::vector<uint64_t> records;  // their tasks
    bool ended = false;
    std::unique_ptr<WorkerPool> pool;
};

}  // namespace snmpolld::pool
