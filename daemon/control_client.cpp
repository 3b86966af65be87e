#include "control_client.hpp"

#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "base/unique_fd.hpp"
#include "control_path.hpp"

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

// The user of the process that has made the socket; nullopt if the system does not say.
std::optional<uid_t> peerOf(int fd) {
#ifdef __linux__
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    return peer.uid;
#else
    uid_t user = 0;
    gid_t group = 0;
    if (getpeereid(fd, &user, &group) != 0) return std::nullopt;
    return user;
#endif
}

bool isOnlyOf(uid_t user, const std::filesystem::path& folder) {
    struct stat status {};
    return lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == user &&
           (status.st_mode & 022) == 0;
}

// Whether the socket lies in a folder of this user's, as those of services do. Where a socket is looked for that nobody
// has named, only root may have made that folder for him.
bool isFolderOf(uid_t user, const std::filesystem::path& socket) {
    const std::filesystem::path folder = std::filesystem::absolute(socket).parent_path();
    const bool is_named = socket != findControlPath();
    return isOnlyOf(user, folder) && (is_named || isOnlyOf(0, folder.parent_path()));
}

// A request names hosts, and an answer is believed: neither is for a stranger who has put a socket where ours should
// be.
Result<void> checkPeer(int fd, const std::filesystem::path& path) {
    const auto user = peerOf(fd);
    if (!user) return systemError("who answers on " + path.string(), errno);
    if (*user == 0 || *user == geteuid() || isFolderOf(*user, path)) return {};
    const passwd* service = getpwnam("snmpolld");
    if (service != nullptr && service->pw_uid == *user) return {};
    return fail(ErrorKind::system, path.string() + ": a process of user " + std::to_string(*user) +
                                       " answers there, which is neither root, nor you, nor the service's user; it "
                                       "was asked nothing");
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
    if (const auto trusted = checkPeer(fd->get(), socket); !trusted) return trusted;
    const std::string line = request + "\n";
    for (size_t sent = 0; sent < line.size();) {
        const ssize_t n = send(fd->get(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR) return systemError("send to the service", errno);
        if (n > 0) sent += static_cast<size_t>(n);
    }
    return readLines(fd->get(), take);
}

}  // namespace snmpolld::daemon
