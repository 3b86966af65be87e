// FileBatch: bytes on their way to a file as a row of units (one unit: the lines of one record), and how far the file
// has got. Knows how to take a half-written unit back out of a regular file.
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

    // `size` bytes have gone to `fd`.
    void advance(int fd, size_t size);
    // The unit that is half written is removed from the file, when it is a regular file that nobody else has appended
    // to since; in any case it is to be written again from its start.
    void takeBackHalfUnit(int fd);

  private:
    size_t halfUnit() const;  // bytes of it that are in the file; 0 between two units

    std::string bytes_;
    std::vector<size_t> ends_;  // of each unit in bytes_
    size_t next_end_ = 0;       // index of the unit that is to be written on
    size_t written_ = 0;
    long long position_ = -1;  // where the half unit ends in the file; -1: not known
    bool ours_alone_ = true;   // nothing of others lies between the pieces of the half unit
};

}  // namespace snmpolld::loop
