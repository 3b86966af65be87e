#include "loop/file_batch.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace snmpolld::loop {

namespace {

constexpr size_t kKeepCapacity = 1U << 20;  // more memory than this, as after a time of trouble, is given back

}  // namespace

void FileBatch::append(std::string_view unit) {
    bytes_ += unit;
    ends_.push_back(bytes_.size());
}

void FileBatch::prepend(std::string_view unit) {
    if (unit.empty()) return;
    bytes_.insert(0, unit);
    for (size_t& end : ends_)
        end += unit.size();
    ends_.insert(ends_.begin(), unit.size());
}

void FileBatch::clear() {
    bytes_.clear();
    ends_.clear();
    if (bytes_.capacity() > kKeepCapacity) *this = FileBatch();
    next_end_ = 0;
    written_ = 0;
    position_ = -1;
    ours_alone_ = true;
}

void FileBatch::advance(int fd, size_t size) {
    const long long begun_at = halfUnit() > 0 ? position_ : -1;
    const bool alone_before = halfUnit() == 0 || ours_alone_;
    written_ += size;
    while (next_end_ < ends_.size() && ends_[next_end_] <= written_)
        ++next_end_;
    if (halfUnit() == 0) return;
    position_ = ::lseek(fd, 0, SEEK_CUR);  // with O_APPEND: the end of what this write wrote
    const bool one_piece = halfUnit() <= size;
    ours_alone_ = one_piece || (alone_before && begun_at + static_cast<long long>(size) == position_);
}

void FileBatch::dropWritten() {
    if (written_ == 0) return;
    bytes_.erase(0, written_);
    ends_.erase(ends_.begin(), ends_.begin() + static_cast<std::ptrdiff_t>(next_end_));
    for (size_t& end : ends_)
        end -= written_;
    next_end_ = 0;
    written_ = 0;
}

size_t FileBatch::halfUnit() const {
    if (next_end_ >= ends_.size()) return 0;
    return written_ - (next_end_ == 0 ? 0 : ends_[next_end_ - 1]);
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
