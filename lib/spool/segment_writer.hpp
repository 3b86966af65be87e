// SegmentWriter: the segment that is being written. Entries wait in memory until sync(), which writes and syncs them
// together; if that fails, the file is cut back to what was synced before, and they wait on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "spool/block.hpp"
#include "spool/disk.hpp"
#include "spool/entry.hpp"

namespace snmpolld::spool {

class SegmentWriter {
  public:
    SegmentWriter(Disk& disk, std::filesystem::path folder, uint64_t number);

    void add(const Entry& entry);
    // Makes a block of what is in none yet, so that it can be read.
    void flush();
    // Afterwards everything is on disk.
    Result<void> sync();
    // Syncs the segment and gives it the name of a finished one, which is returned. Nothing is written any more then.
    Result<std::string> finish();

    // Of the blocks, wherever they are; as ReadAt.
    Result<std::string> read(uint64_t offset, size_t length);
    uint64_t end() const { return synced_ + unsynced_.size(); }
    uint64_t number() const { return number_; }
    const Tally& tally() const { return tally_; }
    size_t waiting() const { return unsynced_.size() + packer_.octets(); }  // octets in memory

  private:
    Result<void> create();
    Result<void> writeDown();

    Disk& disk_;
    std::filesystem::path folder_;
    uint64_t number_;
    UniqueFd fd_;
    bool named_ = false;    // its name in the folder is safe
    uint64_t synced_ = 0;   // octets of the file
    std::string unsynced_;  // blocks that follow them
    BlockPacker packer_;
    Counts packed_;
    Tally tally_;
};

}  // namespace snmpolld::spool
