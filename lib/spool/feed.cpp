#include "spool/feed.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::spool {

namespace {

constexpr size_t kReadAhead =
    size_t{2} << 20;  // octets in memory, from which on nothing is read for entries further ahead

}  // namespace

Feed::Feed(Segments& segments, Order order, OpenSegment open)
    : segments_(segments), order_(order), open_(std::move(open)) {}

bool Feed::isFull() const {
    return octets_ >= kReadAhead && entries_ > 0;
}

std::optional<Entry> Feed::next(size_t ahead) {
    while (!has(ahead))
        if (isFull() || !load()) return std::nullopt;
    in_hand_ = std::max(in_hand_, ahead + 1);
    for (const Block& block : blocks_) {
        if (ahead < block.left()) return block.content.entries[block.passed + ahead];
        ahead -= block.left();
    }
    return std::nullopt;
}

// Reads one more block. A segment that the system cannot read rests, and others are read meanwhile.
bool Feed::load() {
    while (Segment* segment = choose())
        if (readFrom(*segment)) return true;
    return false;
}

Segment* Feed::choose() {
    const auto current = segments_.find(reading_);
    if (current != segments_.end() && canBeRead(current->second)) return &current->second;
    reading_ = 0;
    const auto fits = [this](const auto& item) { return canBeRead(item.second); };
    if (order_ == Order::oldest_first) {
        const auto at = std::find_if(segments_.begin(), segments_.end(), fits);
        return at == segments_.end() ? nullptr : &at->second;
    }
    const auto at = std::find_if(segments_.rbegin(), segments_.rend(), fits);
    return at == segments_.rend() ? nullptr : &at->second;
}

bool Feed::canBeRead(const Segment& segment) const {
    if (segment.read_all || segment.resting) return false;
    return !segment.open || segment.read_to < segment.octets;
}

bool Feed::readFrom(Segment& segment) {
    const auto read = open_(segment);
    auto found = read ? findBlock(*read, segment.read_to, segment.octets) : tl::make_unexpected(read.error());
    if (!found) {
        segment.resting = true;
        return false;
    }
    reading_ = segment.number;
    damaged_ += found->damaged;
    if (found->block) return keep(segment, std::move(*found->block));
    segment.read_to = segment.octets;
    if (!segment.open) end(segment);
    return false;
}

// Of the block with the segment's mark, the entries before the mark were passed already.
bool Feed::keep(Segment& segment, FoundBlock found) {
    segment.read_to = found.end();
    auto content = unpackBlock(found.head, found.packed);
    if (!content) {
        ++damaged_;
        return false;
    }
    Block block{.segment = segment.number, .offset = found.offset, .head = found.head, .content = std::move(*content)};
    const bool marked = found.offset == segment.mark.offset;
    const size_t skipped = marked ? std::min<size_t>(segment.mark.index, block.content.entries.size()) : 0;
    for (; block.passed < skipped; ++block.passed)
        block.samples_passed += block.content.entries[block.passed].samples;
    if (block.left() == 0) return false;
    entries_ += block.left();
    octets_ += found.head.unpacked;
    ++segment.blocks_in_memory;
    blocks_.push_back(std::move(block));
    return true;
}

void Feed::end(Segment& segment) {
    segment.read_all = true;
    if (segment.blocks_in_memory == 0) ended_.push_back(segment.number);
}

std::optional<Feed::Passed> Feed::pass() {
    if (in_hand_ == 0 || blocks_.empty()) return std::nullopt;
    Block& block = blocks_.front();
    Segment& segment = segments_.at(block.segment);
    Mark& mark = segment.mark;
    const Entry& entry = block.content.entries[block.passed];
    Passed passed{.segment = segment.number};
    const Counts before{block.head.before.entries + block.passed, block.head.before.samples + block.samples_passed};
    if (before.entries > mark.passed.entries) {
        passed.lost = {before.entries - mark.passed.entries,
                       before.samples - std::min(before.samples, mark.passed.samples)};
        passed.lost_from = mark.passed.entries == 0 ? segment.tally.first : mark.last;
        passed.lost_to = stampOf(entry.time);
    }
    ++block.passed;
    block.samples_passed += entry.samples;
    mark = {.offset = block.offset,
            .index = block.passed,
            .passed = {before.entries + 1, before.samples + entry.samples},
            .last = stampOf(entry.time)};
    --entries_;
    --in_hand_;
    if (block.left() > 0) return passed;
    mark.offset = block.head.end(block.offset);
    mark.index = 0;
    octets_ -= block.head.unpacked;
    blocks_.pop_front();
    if (--segment.blocks_in_memory == 0 && segment.read_all) ended_.push_back(segment.number);
    return passed;
}

bool Feed::holds(uint64_t segment) const {
    size_t seen = 0;
    for (const Block& block : blocks_) {
        if (seen >= in_hand_) return false;
        if (block.segment == segment) return true;
        seen += block.left();
    }
    return false;
}

std::optional<int64_t> Feed::firstLeft(uint64_t segment) const {
    for (const Block& block : blocks_)
        if (block.segment == segment) return stampOf(block.content.entries[block.passed].time);
    return std::nullopt;
}

void Feed::forget(uint64_t segment) {
    for (auto block = blocks_.begin(); block != blocks_.end();) {
        if (block->segment != segment) {
            ++block;
            continue;
        }
        entries_ -= block->left();
        octets_ -= block->head.unpacked;
        block = blocks_.erase(block);
    }
    std::erase(ended_, segment);
}

std::vector<uint64_t> Feed::takeEnded() {
    return std::exchange(ended_, {});
}

}  // namespace snmpolld::spool
