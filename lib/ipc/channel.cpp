#include "ipc/channel.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "base/secret.hpp"

namespace snmpolld::ipc {

namespace {

constexpr size_t kReadSize = 64U << 10;
constexpr size_t kOutputKept = 1U << 20;

#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0;  // children ignore SIGPIPE
#endif

// Whether to try the call again: it was interrupted, or the descriptor had been made non-blocking and is now ready.
bool tryAgain(int fd, short events) {
    if (errno == EINTR) return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
    pollfd ready{fd, events, 0};
    return ::poll(&ready, 1, -1) >= 0 || errno == EINTR;
}

ssize_t readSome(int fd, std::span<std::byte> buffer) {
    ssize_t got = -1;
    do
        got = ::read(fd, buffer.data(), buffer.size());
    while (got < 0 && tryAgain(fd, POLLIN));
    return got;
}

}  // namespace

bool isChannel(int fd) {
    int type = 0;
    socklen_t length = sizeof type;
    return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

Result<bool> Channel::receive(const Framer::FrameSeen& seen) {
    std::array<std::byte, kReadSize> buffer;
    const ssize_t got = readSome(fd_.get(), buffer);
    if (got == 0 || (got < 0 && errno == ECONNRESET)) return false;
    if (got < 0) return systemError("read from the channel", errno);
    auto fed = framer_.feed(std::span(buffer).first(static_cast<size_t>(got)), seen);
    wipeMemory(buffer.data(), static_cast<size_t>(got));  // tasks come with keys
    if (!fed) return tl::unexpected(std::move(fed.error()));
    return true;
}

Result<void> Channel::flush() {
    size_t sent = 0;
    while (sent < out_.size()) {
        const ssize_t n = ::send(fd_.get(), out_.data() + sent, out_.size() - sent, kSendFlags);
        if (n >= 0) {
            sent += static_cast<size_t>(n);
        } else if (!tryAgain(fd_.get(), POLLOUT)) {
            return systemError("write to the channel", errno);
        }
    }
    out_.clear();
    if (out_.capacity() > kOutputKept) out_ = std::string();
    return {};
}

}  // namespace snmpolld::ipc
