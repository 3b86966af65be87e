#include "snmp/tcp_connection.hpp"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "snmp/source_binding.hpp"

namespace snmpolld::snmp {

namespace {

#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0;
#endif

void prepare(int fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef SO_NOSIGPIPE
    ::setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

bool isForLater(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

TcpConnection::TcpConnection(const model::Address& peer, std::string source) : peer_(peer), source_(std::move(source)) {
    connect();
}

void TcpConnection::connect() {
    fd_ = UniqueFd(::socket(peer_.family == model::Family::ipv4 ? AF_INET : AF_INET6, SOCK_STREAM, 0));
    if (!fd_) {
        error_ = errno;
        return;
    }
    prepare(fd_.get());
    if (!sendFrom(fd_.get(), peer_.family, source_)) {
        error_ = EADDRNOTAVAIL;
        return;
    }
    sockaddr_storage to{};
    const socklen_t length = peer_.toSockaddr(to);
    if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&to), length) == 0)
        connected_ = true;
    else if (errno != EINPROGRESS)
        error_ = errno;
}

void TcpConnection::renew() {
    if (!connected_) return;
    connected_ = false;
    in_.clear();
    out_.clear();
    fd_.reset();
    connect();
}

short TcpConnection::events() const {
    if (!connected_) return POLLOUT;
    return static_cast<short>(out_.empty() ? POLLIN : POLLIN | POLLOUT);
}

int TcpConnection::send(Bytes message) {
    if (error_ != 0) return error_;
    if (!connected_) out_.clear();
    out_.insert(out_.end(), message.begin(), message.end());
    return connected_ ? flush() : 0;
}

int TcpConnection::flush() {
    size_t sent = 0;
    while (sent < out_.size() && error_ == 0) {
        const ssize_t n = ::send(fd_.get(), out_.data() + sent, out_.size() - sent, kSendFlags);
        if (n >= 0)
            sent += static_cast<size_t>(n);
        else if (isForLater(errno))
            break;
        else
            error_ = errno;
    }
    out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(sent));
    return error_;
}

int TcpConnection::readAll() {
    std::array<uint8_t, 16384> chunk;
    constexpr size_t kMaxWaiting = 4 * 65536;
    while (error_ == 0 && in_.size() < kMaxWaiting) {
        const ssize_t n = ::recv(fd_.get(), chunk.data(), chunk.size(), 0);
        if (n > 0)
            in_.insert(in_.end(), chunk.begin(), chunk.begin() + n);
        else if (n < 0 && isForLater(errno))
            break;
        else
            error_ = n == 0 ? ECONNRESET : errno;
        if (n > 0 && static_cast<size_t>(n) < chunk.size()) break;
    }
    return error_;
}

int TcpConnection::onReady(short revents) {
    if (error_ != 0) return error_;
    if (!connected_ && (revents & (POLLOUT | POLLERR | POLLHUP)) != 0) {
        socklen_t length = sizeof error_;
        ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error_, &length);
        connected_ = error_ == 0;
        return connected_ ? flush() : error_;
    }
    if (connected_ && (revents & POLLOUT) != 0 && flush() != 0) return error_;
    return connected_ && (revents & (POLLIN | POLLERR | POLLHUP)) != 0 ? readAll() : error_;
}

bool TcpConnection::nextMessage(std::vector<uint8_t>& out) {
    const auto length = messageLength(in_);
    if (!length) return false;
    garbage_ = *length == 0;
    if (garbage_ || in_.size() < *length) return false;
    const auto end = in_.begin() + static_cast<std::ptrdiff_t>(*length);
    out.assign(in_.begin(), end);
    in_.erase(in_.begin(), end);
    return true;
}

}  // namespace snmpolld::snmp
