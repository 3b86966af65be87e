// Finds the blocks of a segment, also behind damaged ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "spool/block.hpp"

namespace snmpolld::spool {

// Octets of a segment; fewer than asked for only at its end.
using ReadAt = std::function<Result<std::string>(uint64_t offset, size_t length)>;

struct FoundBlock {
    uint64_t offset = 0;
    BlockHead head{};
    std::string packed{};  // has the CRC32C that its head says

    uint64_t end() const { return head.end(offset); }
};

struct Search {
    std::optional<FoundBlock> block{};  // none: there is no further one
    uint64_t damaged = 0;               // stretches of octets before it, or before the end, that are no sound block
};

// The first sound block at or after `offset`. `end`: how long the segment is. Errors: of `read`.
Result<Search> findBlock(const ReadAt& read, uint64_t offset, uint64_t end);

// What a segment has, without unpacking it.
struct Scan {
    Tally tally{};     // with the damaged entries before a sound block
    uint64_t end = 0;  // of the last sound block
};

Result<Scan> scanBlocks(const ReadAt& read, uint64_t end);

}  // namespace snmpolld::spool
