// Spool: what an output could not deliver yet, on disk, in a folder of its own. Its owner appends entries, syncs, and
// then may acknowledge them: nothing that was synced is lost by a kill, a full disk or a power cut. Entries are given
// out at least once; after a kill, those that were done since the last commit() are given out again. Over a limit the
// oldest entries go, as a gap with times and numbers. No call ends the process or waits for anything but the disk. Used
// by one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "spool/disk.hpp"
#include "spool/entry.hpp"
#include "spool/feed.hpp"
#include "spool/gap_file.hpp"
#include "spool/segment.hpp"
#include "spool/segment_writer.hpp"
#include "spool/sent_file.hpp"

namespace snmpolld::spool {

struct Limits {
    uint64_t max_size = uint64_t{1} << 30;      // octets on disk
    Duration max_age = std::chrono::hours(72);  // by the entries' times
};

struct State {
    uint64_t octets = 0;  // of the segments, with at most some MiB that are in memory
    Counts waiting{};     // what is not done; what is in hand waits, too
    std::optional<WallTime> oldest{};
    uint64_t unreadable = 0;  // segments that the system could not read; tried again after each commit()
    uint64_t damaged = 0;     // stretches of files that could not be understood, since the spool was opened
};

class Spool {
  public:
    // Makes the folder (0700) if need be and reads the names of the segments, the one that was being written, and two
    // small files. Errors: another process uses the folder; the system refuses.
    static Result<std::unique_ptr<Spool>> open(const std::filesystem::path& folder, Limits limits, Order order,
                                               WallTime now, Disk& disk = realDisk());
    // Syncs and commits, as far as that is possible.
    ~Spool();
    Spool(const Spool&) = delete;

    // Keeps the entry in memory until the next sync(), which this does by itself from 1 MiB on. Errors: it is larger
    // than kMaxEntry, or memory is full and the disk takes nothing. The entry is not kept then, and those before it
    // are. It can be tried again at any time.
    Result<void> append(const Entry& entry, WallTime now);
    // Afterwards everything that was appended is safe. After an error it is still in memory, is given out by next(),
    // and the next sync() tries again.
    Result<void> sync();

    // The entry to send now, the same again until it is done; or the one that is `ahead` places after it, for who sends
    // several at a time. nullopt: there is none, or 2 MiB are in memory and it is not among them. Its octets stay until
    // it is done or put back. Oldest first: in the order of append(). Newest first: the newest segment first, and
    // within a segment the oldest entry first; a segment that was begun is read to its end, and what comes meanwhile
    // goes to another one.
    std::optional<Entry> next(size_t ahead = 0);
    // The first of the entries that were given out was delivered or refused for good. Does nothing if none is.
    void done();
    // Nothing that was given out is in hand any more. What is in hand does not go when a limit is exceeded, and neither
    // does the rest of its segment, so that it cannot be delivered and be in a gap as well.
    void putBack();

    // Syncs, makes what was done known to the next process, and removes what is too old. To be called each second.
    Result<void> commit(WallTime now);

    // The gaps since the last call; and the latest ones, with those from before the restart.
    std::vector<Gap> takeGaps() { return gaps_.takeNew(); }
    const std::vector<Gap>& latestGaps() const { return gaps_.latest(); }
    State state() const;

  private:
    Spool(Disk& disk, std::filesystem::path folder, Limits limits, Order order);

    Result<void> takeOver(WallTime now);
    Result<void> makeRoom(const Entry& entry, WallTime now);
    bool endsBefore(const Entry& entry) const;
    void begin();
    void flush();
    Result<void> finishWriting();
    Result<ReadAt> source(Segment& segment);
    void removeEnded();
    bool removeSent();
    void keepLimits(WallTime now);
    void drop(const Segment& segment, GapReason why);
    void remove(uint64_t number);
    Result<void> saveMarks();

    Disk& disk_;
    std::filesystem::path folder_;
    Limits limits_;
    Order order_;
    UniqueFd lock_;
    Segments segments_;
    std::optional<SegmentWriter> writer_;  // of the last segment, if that is open
    Feed feed_;
    GapFile gaps_;
    uint64_t next_number_ = 1;
    uint64_t damaged_ = 0;  // when the folder was opened
    UniqueFd reading_fd_;   // of the segment `reading_`
    uint64_t reading_ = 0;
    Segments leftovers_;       // could not be removed yet
    std::string saved_marks_;  // content of the file `sent`
};

}  // namespace snmpolld::spool
