#include "loop/listener_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace snmpolld::loop {

namespace {

Result<sockaddr_un> toSockaddr(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return usageError("socket " + path + ": a path has 1 to " + std::to_string(sizeof address.sun_path - 1) +
                          " bytes");
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

UniqueFd newSocket() {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    if (!fd) return fd;
    ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);  // a connect to a live socket with a full queue must not wait
    return fd;
}

const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

// Leaves the path free, or says why it cannot be used.
Result<void> removeStale(const std::string& path, const sockaddr_un& address) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) return {};  // a missing folder is bind's to report
    if (!S_ISSOCK(info.st_mode)) return usageError("socket " + path + ": there is a file that is not a socket");
    const UniqueFd probe = newSocket();
    if (!probe) return systemError("socket " + path, errno);
    if (::connect(probe.get(), generic(address), sizeof address) == 0 || errno == EAGAIN || errno == EINPROGRESS)
        return fail(ErrorKind::system, "socket " + path + ": another process answers on it");
    if (errno != ECONNREFUSED && errno != ENOENT) return systemError("socket " + path, errno);
    ::unlink(path.c_str());
    return {};
}

// The umask sets the mode as the file is created, so the file never has another one.
Result<void> bindWithMode(const BoundSocket& socket, const sockaddr_un& address, unsigned mode) {
    const mode_t before = ::umask(~mode & 0777U);
    const int bound = ::bind(socket.fd.get(), generic(address), sizeof address);
    const int error = errno;
    ::umask(before);
    if (bound != 0) return systemError("bind socket " + socket.path, error);
    return {};
}

}  // namespace

void BoundSocket::removeFile() const noexcept {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 || info.st_dev != device || info.st_ino != inode) return;
    ::unlink(path.c_str());
}

Result<BoundSocket> bindUnixSocket(const std::filesystem::path& path, unsigned mode) {
    BoundSocket socket;
    socket.path = path.string();
    const auto address = toSockaddr(socket.path);
    if (!address) return tl::unexpected(address.error());
    if (auto free = removeStale(socket.path, *address); !free) return tl::unexpected(free.error());
    socket.fd = newSocket();
    if (!socket.fd) return systemError("socket " + socket.path, errno);
    if (auto bound = bindWithMode(socket, *address, mode); !bound) return tl::unexpected(bound.error());
    struct stat info {};
    if (::lstat(socket.path.c_str(), &info) != 0) return systemError("socket " + socket.path, errno);
    socket.device = info.st_dev;
    socket.inode = info.st_ino;
    return socket;
}

}  // namespace snmpolld::loop
