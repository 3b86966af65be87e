// FileBatch: bytes on their way to a file, as a sequence of units (a unit is the lines of one record, or of several),
// and how many of them are written. Can take a half-written unit back out of a regular file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace snmpolld::loop {

class FileBatch {
  public:
    void append(std::string_view unit, uint32_t records = 1);  // `records`: how many of them the unit completes
    void append(const FileBatch& units);                       // of which nothing is written
    void prepend(std::string_view unit);                       // completes no record; only while nothing is written
    void clear();
    void dropWritten();            // forgets what is in the file; no unit is half written
    void dropWritten(size_t but);  // the same, but keeps the units of the last `but` bytes for takeBackUnread()

    bool empty() const { return written_ == bytes_.size(); }
    size_t left() const { return bytes_.size() - written_; }
    std::string_view rest() const { return std::string_view(bytes_).substr(written_); }
    uint64_t recordsLeft() const { return records_left_; }  // those of a half-written unit included

    // `size` bytes have been written to `fd`. Returns how many records they completed.
    uint64_t advance(int fd, size_t size);
    // Removes the half-written unit from the file if that is a regular file to which nobody else has appended since. In
    // any case the unit will be written again from its start.
    void takeBackHalfUnit(int fd);
    // Nobody will read the last `size` bytes that were written to a pipe: the units that they belong to will be written
    // again, and with them a half-written unit. Returns how many records more are left than before.
    uint64_t takeBackUnread(size_t size);

  private:
    struct Unit {
        size_t end;  // in bytes_
        uint32_t records;
    };

    void erase(size_t count);
    size_t halfUnit() const;  // bytes of a half-written unit that are in the file; 0: there is none

    std::string bytes_;
    std::vector<Unit> units_;
    size_t next_unit_ = 0;  // index of the unit that is written next
    size_t written_ = 0;
    uint64_t records_left_ = 0;
    long long position_ = -1;  // where the half unit ends in the file; -1: not known
    bool ours_alone_ = true;   // nothing of others lies between the pieces of the half unit
};

}  // namespace snmpolld::loop
