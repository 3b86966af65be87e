// FileWriter: writes bytes to a descriptor that may block (a file, a pipe, a terminal), in batches and in uv's threads,
// so that a slow or full disk never holds up the loop. One write is under way at a time; what comes meanwhile waits in
// a bounded queue. SIGPIPE must be ignored.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "loop/loop.hpp"

namespace snmpolld::loop {

enum class SyncPolicy {
    never,
    interval,
    always
};  // fsync: left to the system, at most once a second, after every batch

class FileWriter {
  public:
    struct Events {
        std::function<void(int errno_value)>
            failed;                       // a write or fsync failed (ENOSPC, EPIPE ..), once until `recovered`; it is
                                          // tried again after 1 s, except for EPIPE, which is final
        std::function<void()> drained;    // the queue is empty again
        std::function<void()> recovered;  // a write succeeded after `failed`
    };

    FileWriter(Loop& loop, UniqueFd fd, SyncPolicy sync, Events events);
    // What is still queued is lost; a unit that is half in a regular file is cut off again. A thread that hangs in
    // write() keeps the descriptor and the bytes.
    ~FileWriter();
    FileWriter(const FileWriter&) = delete;

    // Queues `bytes` (whole lines) as a unit. Returns false and queues nothing if kMaxQueue would be exceeded or the
    // writer is broken.
    bool write(std::string_view bytes);
    // Little will follow: from now on, bytes do not wait until they fill a batch.
    void hurry();
    size_t queuedBytes() const;  // the batch under way included
    bool broken() const;         // EPIPE was met: nothing is written any more
    // From the next batch on, writes go to `fd` (SIGUSR1, log rotation), which begins with `first`; the batch under way
    // still goes to the old one. If the old one is in trouble, its half-written unit is cut off and goes to the new
    // one, too. The writer is no longer broken.
    void reopen(UniqueFd fd, std::string_view first = {});

    void setSync(SyncPolicy sync);  // for what is written from now on

    static constexpr size_t kMaxQueue = 16U << 20;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace snmpolld::loop
