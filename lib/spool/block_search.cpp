#include "spool/block_search.hpp"

#include "spool/crc32c.hpp"

namespace snmpolld::spool {

namespace {

constexpr size_t kPiece = size_t{64} << 10;  // read at a time in search of a head

// The place of the next head at or after `offset`; `end`: there is none.
Result<uint64_t> findHead(const ReadAt& read, uint64_t offset, uint64_t end) {
    while (offset < end) {
        const auto piece = read(offset, kPiece);
        if (!piece) return tl::make_unexpected(piece.error());
        for (size_t at = piece->find(kBlockMark); at != std::string::npos; at = piece->find(kBlockMark, at + 1))
            if (parseBlockHead(std::string_view(*piece).substr(at), offset + at)) return offset + at;
        if (piece->size() < kPiece) break;
        offset += kPiece - kBlockHead + 1;  // a head may begin in what is left
    }
    return end;
}

// The content of the block with this head; nullopt if it is damaged.
Result<std::optional<std::string>> contentOf(const ReadAt& read, uint64_t offset, const BlockHead& head) {
    auto packed = read(offset + kBlockHead, head.packed);
    if (!packed) return tl::make_unexpected(std::move(packed.error()));
    if (packed->size() != head.packed || crc32c(*packed) != head.content_crc) return std::nullopt;
    return std::move(*packed);
}

}  // namespace

// Past a block whose head is sound, its content is not looked at: whatever lies in it, it is no block.
Result<Search> findBlock(const ReadAt& read, uint64_t offset, uint64_t end) {
    Search search;
    while (offset < end) {
        const auto octets = read(offset, kBlockHead);
        if (!octets) return tl::make_unexpected(octets.error());
        const auto head = parseBlockHead(*octets, offset);
        const bool whole = head && head->end(offset) <= end;
        auto packed = whole ? contentOf(read, offset, *head) : std::nullopt;
        if (!packed) return tl::make_unexpected(std::move(packed.error()));
        if (*packed) {
            search.block = FoundBlock{offset, *head, std::move(**packed)};
            return search;
        }
        ++search.damaged;
        const auto next = whole ? head->end(offset) : findHead(read, offset + 1, end);
        if (!next) return tl::make_unexpected(next.error());
        offset = *next;
    }
    return search;
}

Result<Scan> scanBlocks(const ReadAt& read, uint64_t end) {
    Scan scan;
    for (;;) {
        const auto found = findBlock(read, scan.end, end);
        if (!found) return tl::make_unexpected(found.error());
        if (!found->block) return scan;
        const BlockHead& head = found->block->head;
        scan.tally.counts = head.before;
        scan.tally.add(head.tally);
        scan.end = found->block->end();
    }
}

}  // namespace snmpolld::spool
