#include "loop/listen_socket.hpp"

#include <fcntl.h>
#include <netinet/in.h>

#include <cerrno>

namespace snmpolld::loop {

namespace {

constexpr int kBacklog = 128;

}  // namespace

Result<UniqueFd> openListenSocket(const sockaddr_storage& address, socklen_t size) {
    UniqueFd fd(::socket(address.ss_family, SOCK_STREAM, 0));
    if (!fd) return systemError("socket", errno);
    const int on = 1;
    const int off = 0;
    ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address.ss_family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0) return systemError("bind", errno);
    if (::listen(fd.get(), kBacklog) != 0) return systemError("listen", errno);
    return fd;
}

sockaddr_storage listensAt(int fd) {
    sockaddr_storage at{};
    socklen_t size = sizeof at;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
    return at;
}

void stopListening(int fd) {
    ::shutdown(fd, SHUT_RDWR);
}

}  // namespace snmpolld::loop
