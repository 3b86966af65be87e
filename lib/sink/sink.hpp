// Sink: where HostRecords go. A sink never blocks and never fails its caller: records that it cannot take in time are
// dropped, counted and reported in the log.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace snmpolld::model {
struct HostRecord;
}

namespace snmpolld::sink {

// What became of the samples of an output's records. Counted since the start.
struct DatabaseState {
    uint64_t written = 0;   // the database has them
    uint64_t rejected = 0;  // the database refuses them for good
    uint64_t dropped = 0;   // there was no room for them
    uint64_t spooled = 0;   // on disk now
    uint64_t retries = 0;   // requests
    uint64_t spool_bytes = 0;
    uint64_t restarts = 0;  // of the process that writes
    std::optional<WallTime> spool_oldest{};
    std::optional<WallTime> last_success{};
};

struct SinkState {
    std::string name;      // "jsonl records.jsonl"
    uint64_t written = 0;  // records taken; if a poll comes in parts, each part counts
    uint64_t dropped = 0;  // records that found no room, counted in the same way
    // Of those taken: may be missing from the file, as the disk failed or a pipe was closed; are not written yet.
    uint64_t lost = 0;
    uint64_t unwritten = 0;
    size_t queued_bytes = 0;
    std::string trouble{};  // the error that keeps it from writing at the moment; empty if there is none
    std::optional<DatabaseState> database{};  // of an output that is no file
};

class Sink {
  public:
    virtual ~Sink() = default;

    // What it writes to, such as a path. At most one sink at a time writes to a destination. Empty if the sink has none
    // that another sink could write to.
    virtual std::string_view destination() const { return {}; }
    // The file behind it, whatever its path, or empty if that does not matter, as for a terminal.
    virtual std::string file() const { return {}; }

    virtual void write(const model::HostRecord& record) = 0;
    // A host is asked something else from now on, or is gone.
    virtual void hostChanged(const std::string& host) { static_cast<void>(host); }
    virtual void finish() {}             // no more records follow: whatever was kept until now is written
    virtual void reopen() = 0;           // on SIGUSR1
    virtual bool idle() const = 0;       // nothing is waiting to be written or synced
    virtual bool saturated() const = 0;  // half of its queue is full: a sweep waits, a service goes on
    virtual bool broken() const = 0;     // it will never write again, because the reader of a pipe has left for good
    virtual SinkState state() const = 0;
};

// A sink that has been opened and only has to take its place, which cannot fail. So a reload can open everything that
// its config names before it changes anything.
class PreparedSink {
  public:
    virtual ~PreparedSink() = default;

    virtual std::string_view destination() const = 0;
    virtual std::string file() const { return {}; }
    // Whether a sink with the same destination or file can be the one that goes on.
    virtual bool canBe(const Sink& present) const {
        static_cast<void>(present);
        return true;
    }
    // `before` is the sink that has written to the same destination or file until now, or null. It is the one that goes
    // on, with its queue and its counts.
    virtual std::unique_ptr<Sink> begin(std::unique_ptr<Sink> before) = 0;
};

}  // namespace snmpolld::sink
