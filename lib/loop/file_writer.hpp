// FileWriter: writes bytes to a descriptor that may block (a file, a pipe, a terminal), in batches and in uv's threads,
// so that a slow or full disk never holds up the loop. One write is under way at a time; what comes meanwhile waits in
// a bounded queue. Knows at any moment how many records it has not written. SIGPIPE must be ignored.
#pragma once

#include <cstdint>
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

// What is written to, and what may become of it.
struct WrittenFile {
    WrittenFile() = default;
    WrittenFile(UniqueFd to) : fd(std::move(to)) {}

    UniqueFd fd;                  // none: nothing can be written before the next reopen()
    std::string path{};           // if not empty, somebody may delete or rename the file that is here
    bool readers_return = false;  // a FIFO: when its reader has left, another one may come
};

class FileWriter {
  public:
    struct Events {
        std::function<void(int errno_value)>
            failed{};                       // a write or fsync failed (ENOSPC, EPIPE ..), once until `recovered`; it is
                                            // tried again after 1 s, except for EPIPE, which is final
        std::function<void()> drained{};    // the queue is empty again
        std::function<void()> recovered{};  // a write succeeded after `failed` or `parted`
        // The file was deleted (ENOENT), or the reader of a FIFO left (EPIPE). Everything that was not written, or that
        // no reader got, stays in the queue until reopen() gives it a place to go to.
        std::function<void(int errno_value)> parted{};
        std::function<void()> renamed{};  // somebody renamed the file, which is written on; said once for each file
        // This many records, which had been taken, may be missing: an fsync failed, or the queue of a pipe was given
        // up.
        std::function<void(uint64_t records)> lost{};
    };

    FileWriter(Loop& loop, WrittenFile file, SyncPolicy sync, Events events);
    // What is still queued is lost; a unit that is half in a regular file is cut off again. A thread that hangs in
    // write() keeps the descriptor and the bytes.
    ~FileWriter();
    FileWriter(const FileWriter&) = delete;

    // Queues `bytes` (whole lines) as a unit, which completes this many records. Returns false and queues nothing if
    // kMaxQueue would be exceeded or the writer is broken.
    bool write(std::string_view bytes, uint32_t records = 1);
    // Whether little will follow: then bytes do not wait until they fill a batch, nor an fsync until its time.
    void hurry(bool on);
    // Finds out whether the file still is where it was; `parted` and `renamed` say so if it is not.
    void look();
    size_t queuedBytes() const;        // the batch under way included
    uint64_t queuedRecords() const;    // those of a unit that is half written included
    uint64_t unsyncedRecords() const;  // written since the last fsync, if the policy asks for one
    bool idle() const;                 // nothing is queued, and no fsync is due or under way
    bool broken() const;               // EPIPE was met: nothing is written any more
    // From the next batch on, writes go to `file` (SIGUSR1, log rotation), which begins with `first`; the batch under
    // way still goes to the old one, which is synced first if the policy says so. If the old one is in trouble, its
    // half-written unit is cut off and goes to the new one, too. The writer is no longer broken.
    void reopen(WrittenFile file, std::string_view first = {});

    void setSync(SyncPolicy sync);  // for what is written from now on

    static constexpr size_t kMaxQueue = 16U << 20;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace snmpolld::loop
