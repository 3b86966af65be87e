// Gaps: what will never be sent, with times and numbers, so that nothing is lost without a name; and the file that
// keeps them over restarts, a JSON object a line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "spool/disk.hpp"
#include "spool/entry.hpp"

namespace snmpolld::spool {

enum class GapReason {
    max_size,  // the spool was full
    max_age,   // the entries were too old
    damaged,   // they could not be read back from the disk
};
std::string_view wordFor(GapReason why);

struct Gap {
    WallTime from{};  // of the first entry lost
    WallTime to{};    // of the last one. Of damaged entries: the times between which they lay
    Counts lost{};
    GapReason why = GapReason::max_size;
    uint64_t segment = 0;  // the one that is removed because of it; 0: none

    bool operator==(const Gap&) const = default;
};

class GapFile {
  public:
    static constexpr size_t kMost = 500;  // older ones are forgotten

    // Reads the file if there is one. Lines that are no gaps are left out.
    GapFile(Disk& disk, const std::filesystem::path& folder);

    // Also written to the disk. If that fails, it is tried again with the next one and by save().
    void add(const Gap& gap);
    Result<void> save();

    // Those that were added since the last call.
    std::vector<Gap> takeNew();
    // The latest ones, also those from before the restart; the oldest first.
    const std::vector<Gap>& latest() const { return latest_; }

  private:
    Disk& disk_;
    std::filesystem::path path_;
    std::vector<Gap> latest_;
    std::vector<Gap> new_;
    bool saved_ = true;
};

}  // namespace snmpolld::spool
