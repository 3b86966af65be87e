#include "loop/file_calls.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace snmpolld::loop {

namespace {

constexpr int kPatience = 20;          // milliseconds that a thread waits for room in a pipe
constexpr size_t kPiece = 4096;        // a pipe that poll() calls writable takes as much without waiting
constexpr size_t kUsualPipe = 65'536;  // bytes that a pipe holds

bool hasRoom(int fd, int patience) {
    pollfd asked{.fd = fd, .events = POLLOUT, .revents = 0};
    return ::poll(&asked, 1, patience) > 0;
}

// Blocking descriptors are written to in pieces that fit: standard output is shared with others, so it cannot be made
// non-blocking.
ssize_t writePieces(int fd, std::string_view bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
        if (!hasRoom(fd, done == 0 ? kPatience : 0)) break;
        const ssize_t n = ::write(fd, bytes.data() + done, std::min(kPiece, bytes.size() - done));
        if (n < 0 && done == 0) return -errno;
        if (n <= 0) break;  // an error comes again with the next call
        done += static_cast<size_t>(n);
    }
    return done == 0 ? -EAGAIN : static_cast<ssize_t>(done);
}

}  // namespace

ssize_t writeSome(int fd, std::string_view bytes, bool watched) {
    struct stat info {};
    const bool known = ::fstat(fd, &info) == 0;
    if (watched && known && info.st_nlink == 0) return kDeleted;
    if (!known || !S_ISREG(info.st_mode)) return writePieces(fd, bytes);
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    return n < 0 ? -errno : n;
}

ssize_t lookAt(int fd, const std::string& path) {
    struct stat ours {};
    struct stat named {};
    if (::fstat(fd, &ours) != 0) return -errno;
    if (ours.st_nlink == 0) return kDeleted;
    if (::stat(path.c_str(), &named) != 0 || named.st_dev != ours.st_dev || named.st_ino != ours.st_ino)
        return kRenamed;
    pollfd asked{.fd = fd, .events = POLLOUT, .revents = 0};
    if (S_ISFIFO(ours.st_mode) && ::poll(&asked, 1, 0) > 0 && (asked.revents & (POLLERR | POLLHUP)) != 0) return -EPIPE;
    return 0;
}

size_t unreadIn(int fd) {
    int size = 0;
    return ::ioctl(fd, FIONREAD, &size) == 0 && size > 0 ? static_cast<size_t>(size) : 0;
}

size_t capacityOf(int fd) {
#ifdef F_GETPIPE_SZ
    if (const int size = ::fcntl(fd, F_GETPIPE_SZ); size > 0) return static_cast<size_t>(size);
#endif
    return kUsualPipe;
}

}  // namespace snmpolld::loop
