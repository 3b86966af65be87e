#include "loop/file_batch.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace snmpolld::loop {

namespace {

constexpr size_t kKeepCapacity = 1U << 20;  // more memory than this, as after a time of trouble, is given back

}  // namespace

void FileBatch::append(std::string_view unit, uint32_t records) {
    bytes_ += unit;
    units_.push_back({bytes_.size(), records});
    records_left_ += records;
}

void FileBatch::append(const FileBatch& units) {
    const size_t before = bytes_.size();
    bytes_ += units.bytes_;
    for (const Unit& unit : units.units_)
        units_.push_back({before + unit.end, unit.records});
    records_left_ += units.records_left_;
}

void FileBatch::prepend(std::string_view unit) {
    if (unit.empty()) return;
    bytes_.insert(0, unit);
    for (Unit& later : units_)
        later.end += unit.size();
    units_.insert(units_.begin(), {unit.size(), 0});
}

void FileBatch::clear() {
    bytes_.clear();
    units_.clear();
    if (bytes_.capacity() > kKeepCapacity) *this = FileBatch();
    next_unit_ = 0;
    written_ = 0;
    records_left_ = 0;
    position_ = -1;
    ours_alone_ = true;
}

uint64_t FileBatch::advance(int fd, size_t size) {
    const long long begun_at = halfUnit() > 0 ? position_ : -1;
    const bool alone_before = halfUnit() == 0 || ours_alone_;
    const uint64_t left_before = records_left_;
    written_ += size;
    while (next_unit_ < units_.size() && units_[next_unit_].end <= written_)
        records_left_ -= units_[next_unit_++].records;
    const uint64_t completed = left_before - records_left_;
    if (halfUnit() == 0) return completed;
    position_ = ::lseek(fd, 0, SEEK_CUR);  // with O_APPEND: the end of what this write wrote
    const bool one_piece = halfUnit() <= size;
    ours_alone_ = one_piece || (alone_before && begun_at + static_cast<long long>(size) == position_);
    return completed;
}

void FileBatch::dropWritten() {
    erase(next_unit_);
}

void FileBatch::dropWritten(size_t but) {
    if (written_ <= 2 * but) return;  // not for every few bytes
    const size_t keep_from = written_ - but;
    size_t count = 0;
    while (count < next_unit_ && units_[count].end <= keep_from)
        ++count;
    erase(count);
}

// The first `count` units, which are written.
void FileBatch::erase(size_t count) {
    if (count == 0) return;
    const size_t size = units_[count - 1].end;
    bytes_.erase(0, size);
    units_.erase(units_.begin(), units_.begin() + static_cast<std::ptrdiff_t>(count));
    for (Unit& unit : units_)
        unit.end -= size;
    next_unit_ -= count;
    written_ -= size;
}

uint64_t FileBatch::takeBackUnread(size_t size) {
    const size_t read = written_ - std::min(size, written_);
    const uint64_t left_before = records_left_;
    while (next_unit_ > 0 && units_[next_unit_ - 1].end > read)
        records_left_ += units_[--next_unit_].records;
    written_ = next_unit_ == 0 ? 0 : units_[next_unit_ - 1].end;
    return records_left_ - left_before;
}

size_t FileBatch::halfUnit() const {
    if (next_unit_ >= units_.size()) return 0;
    return written_ - (next_unit_ == 0 ? 0 : units_[next_unit_ - 1].end);
}

void FileBatch::takeBackHalfUnit(int fd) {
    const auto half = static_cast<long long>(halfUnit());
    if (half == 0) return;
    struct stat info {};
    if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && ours_alone_ && info.st_size == position_ &&
        position_ >= half)
        if (::ftruncate(fd, position_ - half) == 0) ::lseek(fd, position_ - half, SEEK_SET);
    written_ -= static_cast<size_t>(half);
}

}  // namespace snmpolld::loop
