#include "control_client.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "base/unique_fd.hpp"

namespace snmpolld::daemon {

namespace {

constexpr timeval kPatience{300, 0};

Result<UniqueFd> connectTo(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.string().size() >= sizeof address.sun_path)
        return usageError(path.string() + ": too long for a socket's path");
    std::strcpy(address.sun_path, path.c_str());
    UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) return systemError("socket", errno);
    setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    return systemError("no service answers on " + path.string(), errno);
}

Result<std::string> readLine(int fd) {
    std::string line;
    char buffer[65536];
    while (line.find('\n') == std::string::npos) {
        const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return systemError("read the service's answer", errno);
        if (n == 0) return fail(ErrorKind::protocol, "the service closed the connection without an answer");
        line.append(buffer, static_cast<size_t>(n));
    }
    return line.substr(0, line.find('\n'));
}

}  // namespace

Result<std::string> askService(const std::filesystem::path& socket, const std::string& request) {
    auto fd = connectTo(socket);
    if (!fd) return tl::unexpected(fd.error());
    const std::string line = request + "\n";
    for (size_t sent = 0; sent < line.size();) {
        const ssize_t n = send(fd->get(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR) return systemError("send to the service", errno);
        if (n > 0) sent += static_cast<size_t>(n);
    }
    return readLine(fd->get());
}

}  // namespace snmpolld::daemon
