#include "spool/segment_writer.hpp"

#include <fcntl.h>

#include <algorithm>
#include <utility>

#include "spool/segment_name.hpp"

namespace snmpolld::spool {

SegmentWriter::SegmentWriter(Disk& disk, std::filesystem::path folder, uint64_t number)
    : disk_(disk), folder_(std::move(folder)), number_(number) {}

void SegmentWriter::add(const Entry& entry) {
    packer_.add(entry);
    const int64_t stamp = stampOf(entry.time);
    tally_.add({{1, entry.samples}, stamp, stamp});
    if (packer_.full()) flush();
}

void SegmentWriter::flush() {
    if (!packer_.empty()) unsynced_ += packer_.pack(end(), packed_);
}

Result<void> SegmentWriter::sync() {
    flush();
    if (unsynced_.empty()) return {};
    if (auto made = create(); !made) return made;
    if (auto written = writeDown(); !written) {
        // What a failed sync has left in the system's cache may never reach the disk: it is written again.
        static_cast<void>(disk_.cut(fd_.get(), synced_));
        return withContext((folder_ / openName(number_)).string(), std::move(written.error()));
    }
    synced_ += unsynced_.size();
    unsynced_.clear();
    unsynced_.shrink_to_fit();
    return {};
}

Result<void> SegmentWriter::create() {
    if (fd_) return {};
    auto fd = disk_.open(folder_ / openName(number_), O_RDWR | O_CREAT | O_TRUNC);
    if (!fd) return tl::make_unexpected(std::move(fd.error()));
    fd_ = std::move(*fd);
    return {};
}

Result<void> SegmentWriter::writeDown() {
    if (auto written = disk_.write(fd_.get(), synced_, unsynced_); !written) return written;
    if (auto synced = disk_.sync(fd_.get()); !synced || named_) return synced;
    const auto folder = disk_.open(folder_, O_RDONLY | O_DIRECTORY);
    if (!folder) return tl::make_unexpected(folder.error());
    if (auto synced = disk_.sync(folder->get()); !synced) return synced;
    named_ = true;
    return {};
}

Result<std::string> SegmentWriter::finish() {
    if (auto synced = sync(); !synced) return tl::make_unexpected(std::move(synced.error()));
    std::string name = finishedName(number_, tally_);
    if (auto renamed = renameFile(disk_, folder_ / openName(number_), folder_ / name); !renamed)
        return tl::make_unexpected(std::move(renamed.error()));
    return name;
}

Result<std::string> SegmentWriter::read(uint64_t offset, size_t length) {
    std::string octets;
    if (offset < synced_) {
        auto read = disk_.read(fd_.get(), offset, std::min<uint64_t>(length, synced_ - offset));
        if (!read) return read;
        octets = std::move(*read);
    }
    const uint64_t next = offset + octets.size();
    if (next >= synced_ && next < end()) octets += unsynced_.substr(next - synced_, length - octets.size());
    return octets;
}

}  // namespace snmpolld::spool
