// The folder of a spool as a process finds it: takes its lock and brings into order what the process before it has
// left.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "spool/disk.hpp"
#include "spool/segment.hpp"
#include "spool/sent_file.hpp"

namespace snmpolld::spool {

// Makes the folder (mode 0700) if need be. The lock is flock()'s and ends with the descriptor. Errors: another process
// has it, which is named; the system refuses. Where the file system knows no locks, there is none.
Result<UniqueFd> lockFolder(Disk& disk, const std::filesystem::path& folder);

struct FoundSegments {
    Segments segments{};
    uint64_t next_number = 1;  // never used before
    uint64_t damaged = 0;
};

// Of finished segments only the names are read. One that was being written is read through, cut after its last sound
// block and finished, or removed if it has none; one that cannot be read stays where it is and is left out.
Result<FoundSegments> findSegments(Disk& disk, const std::filesystem::path& folder);

// Says of each segment how far it was sent, as the file `sent` has it.
void applyMarks(Disk& disk, const std::filesystem::path& folder, FoundSegments& found);

}  // namespace snmpolld::spool
