// What a thread does for a FileWriter: one call that may wait for a disk. Nothing here waits for the reader of a pipe
// for longer than a moment, so that a pipe that nobody reads keeps no thread.
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <string>
#include <string_view>

namespace snmpolld::loop {

// Errors of a call are negative errno values, as uv has them. This one, which no write returns, says that the file has
// no name any more: somebody has deleted it, and what is written to it is lost.
inline constexpr ssize_t kDeleted = -ENOENT;
// The path names another file, or none, while the file that is written to has another name.
inline constexpr ssize_t kRenamed = -ESTALE;

// Returns how many bytes were written, or an error. -EAGAIN: a pipe has no room. `watched`: a file that has been
// deleted is not written to.
ssize_t writeSome(int fd, std::string_view bytes, bool watched);

// How the file is that was opened at `path`: 0, kDeleted, kRenamed, or -EPIPE for a FIFO that nobody reads.
ssize_t lookAt(int fd, const std::string& path);

// How many bytes in a pipe nobody has read yet, and how many it can hold.
size_t unreadIn(int fd);
size_t capacityOf(int fd);

}  // namespace snmpolld::loop
