// FileBatch: bytes on their way to a file, as a sequence of units (a unit is the lines of one record), and how many of
// them are written. Can take a half-written unit back out of a regular file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace snmpolld::loop {

class FileBatch {
  public:
    void append(std::string_view unit);
    void prepend(std::string_view unit);  // only while nothing is written
    void clear();
    void dropWritten();  // forgets what is in the file; no unit is half written

    bool empty() const { return written_ == bytes_.size(); }
    size_t left() const { return bytes_.size() - written_; }
    std::string_view rest() const { return std::string_view(bytes_).substr(written_); }

    // `size` bytes have been written to `fd`.
    void advance(int fd, size_t size);
    // Removes the half-written unit from the file if that is a regular file to which nobody else has appended since. In
    // any case the unit will be written again from its start.
    void takeBackHalfUnit(int fd);

  private:
    size_t halfUnit() const;  // bytes of a half-written unit that are in the file; 0: there is none

    std::string bytes_;
    std::vector<size_t> ends_;  // of each unit in bytes_
    size_t next_end_ = 0;       // index of the unit that is written next
    size_t written_ = 0;
    long long position_ = -1;  // where the half unit ends in the file; -1: not known
    bool ours_alone_ = true;   // nothing of others lies between the pieces of the half unit
};

}  // namespace snmpolld::loop
