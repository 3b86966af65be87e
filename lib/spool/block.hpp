// Block: some entries in a row as they are in a segment, compressed together behind a head that says how many they are
// and how many came before them, so that a reader can tell how many are missing. Head and content have a CRC32C each.
// Never trusts what it reads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spool/entry.hpp"

struct ZSTD_CCtx_s;

namespace snmpolld::spool {

inline constexpr size_t kBlockHead = 64;                 // octets
inline constexpr size_t kFullBlock = size_t{256} << 10;  // octets before compression, from which on a block is full
inline constexpr size_t kMaxBlock = kFullBlock + kMaxEntry + 64;  // octets before compression
inline constexpr std::string_view kBlockMark = "SPB1";            // its first octets

struct BlockHead {
    uint32_t content_crc = 0;
    uint32_t packed = 0;  // octets that follow the head
    uint32_t unpacked = 0;
    Tally tally{};
    Counts before{};  // in the same segment

    uint64_t end(uint64_t offset) const { return offset + kBlockHead + packed; }
};

// nullopt if these octets are not the head of a block at this offset of a segment. The offset is part of what the CRC
// covers, so that nothing that looks like a block within the octets of an entry is taken for one.
std::optional<BlockHead> parseBlockHead(std::string_view octets, uint64_t offset);

// The entries of a block, and the octets that they are views of.
struct BlockContent {
    std::unique_ptr<char[]> octets{};
    std::vector<Entry> entries{};
};

// `packed`: what follows the head; nullopt if it is damaged.
std::optional<BlockContent> unpackBlock(const BlockHead& head, std::string_view packed);

// Makes blocks of entries.
class BlockPacker {
  public:
    BlockPacker();
    ~BlockPacker();

    void add(const Entry& entry);
    bool empty() const { return unpacked_.empty(); }
    bool full() const { return unpacked_.size() >= kFullBlock; }
    size_t octets() const { return unpacked_.size(); }  // before compression
    // A block for this offset of what was added since the last one; `before` is counted up by it.
    std::string pack(uint64_t offset, Counts& before);

  private:
    struct Free {
        void operator()(ZSTD_CCtx_s* context) const;
    };

    std::unique_ptr<ZSTD_CCtx_s, Free> context_;
    std::string unpacked_;
    Tally tally_;
};

}  // namespace snmpolld::spool
