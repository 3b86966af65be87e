// Segment: a file of the spool, what is in it, and how far it has been read and sent.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "spool/entry.hpp"

namespace snmpolld::spool {

// How far the entries of a segment have been passed: each before it was sent, rejected or found to be damaged.
struct Mark {
    uint64_t offset = 0;  // of the block with the next entry
    uint32_t index = 0;   // of that entry in the block
    Counts passed{};
    int64_t last = 0;  // time of the last entry that was passed

    bool operator==(const Mark&) const = default;
};

struct Segment {
    uint64_t number = 0;
    std::string name{};
    uint64_t octets = 0;  // with those that are still in memory
    Tally tally{};        // with the entries that are still in memory
    Mark mark{};
    bool open = false;      // it is being written
    uint64_t read_to = 0;   // offset of what follows the blocks that were read
    bool read_all = false;  // it is not open, and everything was read
    bool resting = false;   // the system could not read it
    size_t blocks_in_memory = 0;

    // What was not passed yet.
    Counts left() const {
        const Counts& all = tally.counts;
        return {all.entries - std::min(all.entries, mark.passed.entries),
                all.samples - std::min(all.samples, mark.passed.samples)};
    }
};

using Segments = std::map<uint64_t, Segment>;  // by number: the oldest first

}  // namespace snmpolld::spool
