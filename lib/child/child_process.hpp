// ChildProcess: one process that the supervisor starts, until it has exited and its channel has been read to the end.
// The child finds its channel on descriptor 3; on it both sides send frames (ipc/frame.hpp), and the child first says
// that it is ready and which protocol it speaks. Only the owner knows what the frames mean (pool::Worker for workers).
// Upkeep says when to start a process and when to give it up.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ipc/child_messages.hpp"
#include "ipc/framer.hpp"
#include "loop/loop.hpp"
#include "loop/process.hpp"

namespace snmpolld::loop {
class Stream;
}

namespace snmpolld::child {

// How the process of a child has ended.
struct Death {
    loop::ExitStatus status;
    std::string fault;       // why killFor() killed it; "" if it did not
    bool was_ready = false;  // it had said that it is ready

    bool isClean() const { return fault.empty() && status.code == 0 && status.signal == 0; }
    // Whether the process, or the work that it was given, may be the reason: a fault, an exit or a crash. Signals that
    // people and service managers send do not count.
    bool isOfItsOwnDoing() const;
    std::string how() const;  // the fault, or "exit status 71", "signal 11 (Segmentation fault)"
};

class ChildProcess {
  public:
    // Gets what the child says. If it returns an error, the child is killed as for a bad message.
    class Owner {
      public:
        // Once, before any frame. `details`: what the child says of itself, in its own schema.
        virtual Result<void> childReady(std::string_view details) = 0;
        // A frame of the child's own schema, without its length. Valid during the call.
        virtual Result<void> frameCame(std::span<const std::byte> frame) = 0;
        virtual Result<void> logLineCame(std::string_view line) = 0;
        // Once, as the last call. The ChildProcess may be destroyed in it.
        virtual void childGone(const Death& death) = 0;

      protected:
        ~Owner() = default;
    };

    struct Spec {
        std::string file;                       // the executable
        std::string name;                       // its argv[0]
        ipc::Protocol protocol;                 // that it must speak
        UniqueFd handover{};                    // becomes its descriptor 4; absent: it has none
        size_t largest_frame = ipc::kMaxFrame;  // that it may send
    };

    // Starts the process. `owner` must outlive the ChildProcess. Errors: no channel could be made, or the system
    // refuses to execute the file.
    static Result<std::unique_ptr<ChildProcess>> spawn(loop::Loop& loop, Spec spec, Owner& owner);
    ~ChildProcess();  // does not kill the process, but ends its channel

    // Where the owner appends frames for the child. They are written just before the loop waits, all frames of a turn
    // in one write.
    std::string& batch();
    bool hasUnsent() const { return !batch_.empty(); }
    size_t queuedBytes() const;  // written, and not yet taken by the kernel

    // Ends the channel when everything is written. The child finishes what it has got, and what it says meanwhile is
    // still read.
    void drain();
    // Ends the channel at once: what was not written and what the child still says is lost. Once the process has
    // exited, the rest of what it said is still read.
    void stop();
    // Reads nothing from the child, which blocks when its socket is full, or goes on reading.
    void holdReading(bool hold);

    void kill(int signal) { process_->kill(signal); }
    void killFor(std::string_view fault);  // SIGKILL for something that the child did; the first fault is kept
    bool isReady() const { return ready_; }
    int pid() const { return process_->pid(); }

  private:
    ChildProcess(loop::Loop& loop, const Spec& spec, Owner& owner);
    Result<void> start(loop::Loop& loop, Spec spec);
    void flush();
    void dataCame(std::span<const std::byte> bytes);
    Result<void> take(std::span<const std::byte> frame);
    Result<void> takeReady(const ipc::Ready& ready);
    void channelEnded();
    void reportIfGone();

    Owner& owner_;
    ipc::Protocol protocol_;
    ipc::Framer framer_;
    loop::BeforeWait flush_;
    std::string batch_;
    std::unique_ptr<loop::Stream> channel_;  // null once it has ended
    std::unique_ptr<loop::Process> process_;
    bool ready_ = false;
    bool exited_ = false;
    bool reported_ = false;
    loop::ExitStatus exit_status_;
    std::string fault_;
};

}  // namespace snmpolld::child
