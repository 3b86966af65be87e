#include "control_client.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "base/unique_fd.hpp"

namespace snmpolld::daemon {

namespace {

constexpr timeval kPatience{600, 0};

Result<UniqueFd> connectTo(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.string().size() >= sizeof address.sun_path)
        return usageError(path.string() + ": the path is too long for a socket");
    std::strcpy(address.sun_path, path.c_str());
    UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) return systemError("socket", errno);
    setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    return systemError("no service answers on " + path.string(), errno);
}

// Reads what has arrived and appends it to `text`.
Result<void> readMore(int fd, std::string& text) {
    char buffer[65536];
    ssize_t n = -1;
    do
        n = recv(fd, buffer, sizeof buffer, 0);
    while (n < 0 && errno == EINTR);
    if (n < 0) return systemError("read the service's answer", errno);
    if (n == 0) return fail(ErrorKind::protocol, "the service closed the connection in the middle of its answer");
    text.append(buffer, static_cast<size_t>(n));
    return {};
}

Result<void> readLines(int fd, const std::function<bool(std::string line)>& take) {
    std::string text;
    while (true) {
        if (auto read = readMore(fd, text); !read) return read;
        for (size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
            if (!take(text.substr(0, end))) return {};
            text.erase(0, end + 1);
        }
    }
}

}  // namespace

Result<void> askService(const std::filesystem::path& socket, const std::string& request,
                        const std::function<bool(std::string line)>& take) {
    auto fd = connectTo(socket);
    if (!fd) return tl::unexpected(fd.error());
    const std::string line = request + "\n";
    for (size_t sent = 0; sent < line.size();) {
        const ssize_t n = send(fd->get(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR) return systemError("send to the service", errno);
        if (n > 0) sent += static_cast<size_t>(n);
    }
    return readLines(fd->get(), take);
}

}  // namespace snmpolld::daemon
