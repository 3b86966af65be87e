#include "spool/block.hpp"

#include <zstd.h>

#include "base/panic.hpp"
#include "spool/crc32c.hpp"
#include "spool/octets.hpp"

namespace snmpolld::spool {

namespace {

constexpr int kLevel = 1;  // docs/adr/0040 says what others give and cost
constexpr size_t kEntryHead = 4 + 8 + 8;

uint32_t crcOfHead(std::string_view fields, uint64_t offset) {
    std::string checked(fields);
    putNumber(checked, offset);
    return crc32c(checked);
}

std::string headOctets(const BlockHead& head, uint64_t offset) {
    std::string fields;
    putNumber(fields, head.content_crc);
    putNumber(fields, head.packed);
    putNumber(fields, head.unpacked);
    putNumber(fields, static_cast<uint32_t>(head.tally.counts.entries));
    putNumber(fields, head.tally.counts.samples);
    putNumber(fields, head.tally.first);
    putNumber(fields, head.tally.last);
    putNumber(fields, head.before.entries);
    putNumber(fields, head.before.samples);
    std::string out(kBlockMark);
    putNumber(out, crcOfHead(fields, offset));
    return out + fields;
}

bool isPossible(const BlockHead& head) {
    const Tally& tally = head.tally;
    const bool sizes = head.unpacked <= kMaxBlock && head.packed <= ZSTD_COMPRESSBOUND(kMaxBlock);
    const bool counts = tally.counts.entries > 0 && tally.counts.entries <= head.unpacked / kEntryHead &&
                        tally.counts.samples <= kMaxCount && head.before.entries <= kMaxCount &&
                        head.before.samples <= kMaxCount;
    return sizes && counts && 0 <= tally.first && tally.first <= tally.last && tally.last <= kMaxStamp;
}

// The entry at the front of `rest`, which is shortened by it; nullopt if it does not fit.
std::optional<Entry> takeEntry(std::string_view& rest) {
    if (rest.size() < kEntryHead) return std::nullopt;
    const auto length = takeNumber<uint32_t>(rest);
    const auto samples = takeNumber<uint64_t>(rest);
    const auto stamp = takeNumber<int64_t>(rest);
    if (length > rest.size()) return std::nullopt;
    const Entry entry{rest.substr(0, length), samples, timeOf(stamp)};
    rest.remove_prefix(length);
    return entry;
}

}  // namespace

std::optional<BlockHead> parseBlockHead(std::string_view octets, uint64_t offset) {
    if (octets.size() < kBlockHead || !octets.starts_with(kBlockMark)) return std::nullopt;
    octets = octets.substr(kBlockMark.size(), kBlockHead - kBlockMark.size());
    const auto crc = takeNumber<uint32_t>(octets);
    if (crc != crcOfHead(octets, offset)) return std::nullopt;
    BlockHead head;
    head.content_crc = takeNumber<uint32_t>(octets);
    head.packed = takeNumber<uint32_t>(octets);
    head.unpacked = takeNumber<uint32_t>(octets);
    head.tally.counts.entries = takeNumber<uint32_t>(octets);
    head.tally.counts.samples = takeNumber<uint64_t>(octets);
    head.tally.first = takeNumber<int64_t>(octets);
    head.tally.last = takeNumber<int64_t>(octets);
    head.before.entries = takeNumber<uint64_t>(octets);
    head.before.samples = takeNumber<uint64_t>(octets);
    if (!isPossible(head)) return std::nullopt;
    return head;
}

std::optional<BlockContent> unpackBlock(const BlockHead& head, std::string_view packed) {
    BlockContent content;
    content.octets = std::make_unique<char[]>(head.unpacked);
    const size_t size = ZSTD_decompress(content.octets.get(), head.unpacked, packed.data(), packed.size());
    if (ZSTD_isError(size) != 0 || size != head.unpacked) return std::nullopt;
    content.entries.reserve(head.tally.counts.entries);
    for (std::string_view rest(content.octets.get(), size); !rest.empty();) {
        const auto entry = takeEntry(rest);
        if (!entry) return std::nullopt;
        content.entries.push_back(*entry);
    }
    if (content.entries.size() != head.tally.counts.entries) return std::nullopt;
    return content;
}

void BlockPacker::Free::operator()(ZSTD_CCtx_s* context) const {
    ZSTD_freeCCtx(context);
}

BlockPacker::BlockPacker() : context_(ZSTD_createCCtx()) {
    if (!context_) panic("zstd: no memory");
}

BlockPacker::~BlockPacker() = default;

void BlockPacker::add(const Entry& entry) {
    const int64_t stamp = stampOf(entry.time);
    putNumber(unpacked_, static_cast<uint32_t>(entry.octets.size()));
    putNumber(unpacked_, entry.samples);
    putNumber(unpacked_, stamp);
    unpacked_.append(entry.octets);
    tally_.add({{1, entry.samples}, stamp, stamp});
}

std::string BlockPacker::pack(uint64_t offset, Counts& before) {
    std::string packed(ZSTD_compressBound(unpacked_.size()), '\0');
    const size_t size =
        ZSTD_compressCCtx(context_.get(), packed.data(), packed.size(), unpacked_.data(), unpacked_.size(), kLevel);
    if (ZSTD_isError(size) != 0) panic("zstd: no memory");
    packed.resize(size);
    BlockHead head;
    head.content_crc = crc32c(packed);
    head.packed = static_cast<uint32_t>(size);
    head.unpacked = static_cast<uint32_t>(unpacked_.size());
    head.tally = tally_;
    head.before = before;
    before.entries += tally_.counts.entries;
    before.samples += tally_.counts.samples;
    unpacked_.clear();
    if (unpacked_.capacity() > 2 * kFullBlock) unpacked_.shrink_to_fit();
    tally_ = {};
    return headOctets(head, offset) + packed;
}

}  // namespace snmpolld::spool
