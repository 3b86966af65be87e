// WorkerProcess: one child, from its birth to the moment when it has exited and its channel is drained. Knows nothing
// of hosts or of its replacement (worker_pool.hpp).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ipc/framer.hpp"
#include "ipc/worker_codec.hpp"
#include "loop/loop.hpp"
#include "loop/process.hpp"
#include "loop/stream.hpp"

namespace snmpolld::pool {

class WorkerProcess {
  public:
    struct Events {
        std::function<void(const ipc::Sockets&)> ready;
        std::function<void(model::HostRecord&)> record;  // which is the callee's to change
        std::function<void(std::string_view)> log_line;
        std::function<void(uint32_t)> silent;        // so many of its tasks wait for hosts that have not said a word
        std::function<void(uint64_t)> dropped;       // so many datagrams found no room, since its start
        std::function<void(loop::ExitStatus)> gone;  // once, the last event; the object may be destroyed in it
    };

    // Starts `file`. Errors: no channel, exec refused.
    static Result<std::unique_ptr<WorkerProcess>> spawn(loop::Loop& loop, const std::string& file, Events events);

    void send(const model::PollTask& task);  // written before the loop waits
    bool hasUnsent() const { return !out_.empty(); }
    void stop();  // ends the channel: the worker exits at once
    void holdReading(bool hold);
    void kill(int signal) { process_->kill(signal); }
    void killFor(const std::string& fault);              // SIGKILL for something that it did; the first fault counts
    const std::string& fault() const { return fault_; }  // "" when it was never killed for one
    int pid() const { return process_->pid(); }

  private:
    WorkerProcess(loop::Loop& loop, Events events);
    Result<void> start(loop::Loop& loop, const std::string& file);
    void dataCame(std::span<const std::byte> bytes);
    Result<void> take(std::span<const std::byte> frame);
    Result<void> takeFromChild(std::span<const std::byte> frame);
    Result<void> takeReady(const ipc::Ready& ready);
    void channelEnded();
    void reportIfGone();

    Events events_;
    loop::BeforeWait flush_;
    ipc::TaskEncoder encoder_;
    std::string out_;
    ipc::Framer framer_;
    std::unique_ptr<loop::Stream> channel_;
    std::unique_ptr<loop::Process> process_;
    bool ready_ = false;
    bool exited_ = false;
    loop::ExitStatus exit_status_;
    std::string fault_;
};

}  // namespace snmpolld::pool
