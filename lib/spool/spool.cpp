#include "spool/spool.hpp"

#include <fcntl.h>

#include <algorithm>
#include <string>
#include <utility>

#include "spool/folder.hpp"
#include "spool/segment_name.hpp"

namespace snmpolld::spool {

namespace {

constexpr uint64_t kMaxSegment = uint64_t{8} << 20;  // octets, from which on a segment is full
constexpr uint64_t kSegments = 16;  // at least as many fit, so that what goes over a limit is a small part
constexpr size_t kMostWaiting = size_t{1} << 20;  // octets in memory, from which on append() syncs

// When the first entry that is left may have been made, if the entry itself is not in memory.
int64_t earliestLeft(const Segment& segment) {
    return segment.mark.passed.entries == 0 ? segment.tally.first : segment.mark.last;
}

Gap gapOf(int64_t from, int64_t to, Counts lost, GapReason why) {
    return {.from = timeOf(std::min(from, to)), .to = timeOf(std::max(from, to)), .lost = lost, .why = why};
}

uint64_t octetsOf(const Segments& segments) {
    uint64_t sum = 0;
    for (const auto& [number, segment] : segments)
        sum += segment.octets;
    return sum;
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::open(const std::filesystem::path& folder, Limits limits, Order order,
                                           WallTime now, Disk& disk) {
    auto lock = lockFolder(disk, folder);
    if (!lock) return tl::make_unexpected(std::move(lock.error()));
    std::unique_ptr<Spool> spool(new Spool(disk, folder, limits, order));
    spool->lock_ = std::move(*lock);
    if (auto taken = spool->takeOver(now); !taken) return tl::make_unexpected(std::move(taken.error()));
    return spool;
}

Spool::Spool(Disk& disk, std::filesystem::path folder, Limits limits, Order order)
    : disk_(disk),
      folder_(std::move(folder)),
      limits_(limits),
      order_(order),
      feed_(segments_, order, [this](Segment& segment) { return source(segment); }),
      gaps_(disk_, folder_) {}

// The next process then has no segment to look through.
Spool::~Spool() {
    if (writer_) static_cast<void>(finishWriting());
    static_cast<void>(saveMarks());
}

Result<void> Spool::takeOver(WallTime now) {
    auto found = findSegments(disk_, folder_);
    if (!found) return tl::make_unexpected(std::move(found.error()));
    applyMarks(disk_, folder_, *found);
    segments_ = std::move(found->segments);
    next_number_ = found->next_number;
    damaged_ = found->damaged;
    for (const Gap& gap : gaps_.latest()) {
        next_number_ = std::max(next_number_, gap.segment + 1);
        remove(gap.segment);  // the process ended between naming the gap and removing the file
    }
    keepLimits(now);
    return {};
}

Result<void> Spool::append(const Entry& entry, WallTime now) {
    if (entry.octets.size() > kMaxEntry || entry.samples > kMaxSamples)
        return usageError("spool " + folder_.string() + ": an entry of " + std::to_string(entry.octets.size()) +
                          " octets is too large");
    if (auto room = makeRoom(entry, now); !room) return room;
    writer_->add(entry);
    Segment& segment = segments_.at(writer_->number());
    segment.tally = writer_->tally();
    segment.octets = writer_->end();
    return {};
}

Result<void> Spool::makeRoom(const Entry& entry, WallTime now) {
    keepLimits(now);
    if (writer_ && endsBefore(entry)) {
        if (auto finished = finishWriting(); !finished) return finished;
    }
    if (writer_ && writer_->waiting() >= kMostWaiting) {
        if (auto synced = sync(); !synced) return synced;
    }
    if (!writer_) begin();
    return {};
}

// A segment that took days to fill would keep its oldest entries far beyond their age.
bool Spool::endsBefore(const Entry& entry) const {
    const Segment& segment = segments_.at(writer_->number());
    const Duration span = timeOf(stampOf(entry.time)) - timeOf(segment.tally.first);
    return segment.octets >= std::min(kMaxSegment, limits_.max_size / kSegments) || span > limits_.max_age / kSegments;
}

void Spool::begin() {
    const uint64_t number = next_number_++;
    writer_.emplace(disk_, folder_, number);
    segments_[number] = {.number = number, .name = openName(number), .open = true};
}

Result<void> Spool::sync() {
    if (!writer_ || removeSent()) return {};
    auto synced = writer_->sync();
    segments_.at(writer_->number()).octets = writer_->end();
    return synced;
}

void Spool::flush() {
    if (!writer_) return;
    writer_->flush();
    segments_.at(writer_->number()).octets = writer_->end();
}

Result<void> Spool::finishWriting() {
    if (removeSent()) return {};
    flush();
    auto name = writer_->finish();
    if (!name) return tl::make_unexpected(std::move(name.error()));
    Segment& segment = segments_.at(writer_->number());
    segment.name = std::move(*name);
    segment.open = false;
    writer_.reset();
    return {};
}

// Entries that are not in a block yet cannot be read; but while older ones are there to be sent, the block may grow.
std::optional<Entry> Spool::next(size_t ahead) {
    const bool wanted = !feed_.has(ahead) && !feed_.isFull();
    if (wanted && order_ == Order::newest_first) flush();
    auto entry = feed_.next(ahead);
    if (!entry && wanted) {
        flush();
        entry = feed_.next(ahead);
    }
    removeEnded();
    return entry;
}

// Newest first: what is appended from now on is newer than what is read, so it goes to another segment. If the segment
// cannot be finished now, it is read as it is.
Result<ReadAt> Spool::source(Segment& segment) {
    if (segment.open && order_ == Order::newest_first) static_cast<void>(finishWriting());
    if (segment.open) return ReadAt([this](uint64_t offset, size_t length) { return writer_->read(offset, length); });
    if (reading_ != segment.number) {
        auto fd = disk_.open(folder_ / segment.name, O_RDONLY);
        if (!fd) return tl::make_unexpected(std::move(fd.error()));
        reading_fd_ = std::move(*fd);
        reading_ = segment.number;
    }
    return ReadAt([this](uint64_t offset, size_t length) { return disk_.read(reading_fd_.get(), offset, length); });
}

void Spool::done() {
    const auto passed = feed_.pass();
    if (!passed) return;
    if (passed->lost.entries > 0)
        gaps_.add(gapOf(passed->lost_from, passed->lost_to, passed->lost, GapReason::damaged));
    removeEnded();
}

void Spool::putBack() {
    feed_.putBack();
}

// What such a segment still should have had is damaged.
void Spool::removeEnded() {
    for (const uint64_t number : feed_.takeEnded()) {
        const Segment& segment = segments_.at(number);
        const Counts lost = segment.left();
        if (lost.entries > 0) {
            Gap gap = gapOf(earliestLeft(segment), segment.tally.last, lost, GapReason::damaged);
            gap.segment = number;
            gaps_.add(gap);
        }
        remove(number);
    }
}

// Removes the segment that is being written if all of it was sent: whatever of it is not on disk need not go there.
bool Spool::removeSent() {
    const uint64_t number = writer_->number();
    if (segments_.at(number).left().entries > 0) return false;
    writer_.reset();
    remove(number);
    return true;
}

Result<void> Spool::commit(WallTime now) {
    Result<void> outcome = sync();
    if (writer_) static_cast<void>(removeSent());
    keepLimits(now);
    for (auto& [number, segment] : segments_)
        segment.resting = false;
    std::erase_if(leftovers_,
                  [this](const auto& item) { return disk_.remove(folder_ / item.second.name).has_value(); });
    if (auto saved = gaps_.save(); outcome) outcome = std::move(saved);
    if (auto saved = saveMarks(); outcome) outcome = std::move(saved);
    return outcome;
}

// A mark may lie beyond the end of a file that could not be synced: then all that the file has was sent.
Result<void> Spool::saveMarks() {
    Marks marks;
    for (const auto& [number, segment] : segments_) {
        if (segment.mark.passed.entries > 0) marks.emplace(number, segment.mark);
    }
    for (const auto& [number, segment] : leftovers_)
        marks.emplace(number, segment.mark);
    std::string text = sentText(marks);
    if (text == saved_marks_) return {};
    auto saved = replaceContent(disk_, folder_ / kSentFile, text);
    if (saved) saved_marks_ = std::move(text);
    return saved;
}

void Spool::keepLimits(WallTime now) {
    for (;;) {
        const auto fits = [this](const auto& item) { return !feed_.holds(item.first); };
        const auto oldest = std::find_if(segments_.begin(), segments_.end(), fits);
        if (oldest == segments_.end()) return;
        const Segment& segment = oldest->second;
        if (octetsOf(segments_) + octetsOf(leftovers_) > limits_.max_size)
            drop(segment, GapReason::max_size);
        else if (now - timeOf(segment.tally.last) > limits_.max_age)
            drop(segment, GapReason::max_age);
        else
            return;
    }
}

// The gap is named first. If the process ends then, the next one knows by the segment's number that it is to go.
void Spool::drop(const Segment& segment, GapReason why) {
    const uint64_t number = segment.number;
    if (segment.left().entries > 0) {
        const int64_t from = feed_.firstLeft(number).value_or(earliestLeft(segment));
        Gap gap = gapOf(from, segment.tally.last, segment.left(), why);
        gap.segment = number;
        gaps_.add(gap);
    }
    if (segment.open) writer_.reset();
    remove(number);
    static_cast<void>(gaps_.save());  // on a full disk, there is room now
}

void Spool::remove(uint64_t number) {
    const auto at = segments_.find(number);
    if (at == segments_.end()) return;
    feed_.forget(number);
    if (reading_ == number) {
        reading_fd_.reset();
        reading_ = 0;
    }
    Segment segment = std::move(at->second);
    segments_.erase(at);
    if (disk_.remove(folder_ / segment.name)) return;
    segment.mark.offset = segment.octets;  // as if it had been sent wholly
    segment.mark.passed = segment.tally.counts;
    leftovers_.emplace(number, std::move(segment));
}

State Spool::state() const {
    State state{.octets = octetsOf(segments_) + octetsOf(leftovers_), .damaged = damaged_ + feed_.damaged()};
    for (const auto& [number, segment] : segments_) {
        if (segment.resting) ++state.unreadable;
        const Counts left = segment.left();
        if (left.entries == 0) continue;
        state.waiting.entries += left.entries;
        state.waiting.samples += left.samples;
        const WallTime first = timeOf(feed_.firstLeft(number).value_or(earliestLeft(segment)));
        state.oldest = std::min(state.oldest.value_or(first), first);
    }
    return state;
}

}  // namespace snmpolld::spool
