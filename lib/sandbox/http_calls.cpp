// The system calls of the HTTP server: it waits with epoll, accepts connections on a socket that it was given, and
// makes none.
#include "sandbox/syscall_rules.hpp"

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include <cerrno>

namespace snmpolld::sandbox {

namespace {

constexpr Rule kHttpCalls[] = {
    // The loop's waiting, and libmicrohttpd's.
    allow(SCMP_SYS(epoll_create1)),
    allow(SCMP_SYS(epoll_ctl)),
    allow(SCMP_SYS(epoll_wait)),
    allow(SCMP_SYS(epoll_pwait)),
    allow(SCMP_SYS(eventfd2)),
    refuse(SCMP_SYS(io_uring_setup), ENOSYS),
    // Clients. Nobody is connected to, and nothing is listened on but what the supervisor has handed over.
    allow(SCMP_SYS(accept4), onlyBits(3, SOCK_CLOEXEC | SOCK_NONBLOCK)),
    allow(SCMP_SYS(recvfrom), without(3, MSG_OOB)),
    allow(SCMP_SYS(sendto), onlyBits(3, MSG_NOSIGNAL | MSG_DONTWAIT | MSG_MORE) && equals(4, 0)),
    allow(SCMP_SYS(sendmsg), onlyBits(2, MSG_NOSIGNAL | MSG_DONTWAIT | MSG_MORE)),
    allow(SCMP_SYS(recvmsg), onlyBits(2, MSG_CMSG_CLOEXEC | MSG_DONTWAIT)),
    refuse(SCMP_SYS(socket), EPERM),
    allow(SCMP_SYS(getsockname)),
    allow(SCMP_SYS(getpeername)),
    allow(SCMP_SYS(shutdown)),
    allow(SCMP_SYS(getsockopt), equals(1, SOL_SOCKET)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_TCP, TCP_NODELAY)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_TCP, TCP_CORK)),
    // Neither copies of descriptors nor signals when one becomes ready.
    allow(SCMP_SYS(fcntl), equals(1, F_GETFD)),
    allow(SCMP_SYS(fcntl), equals(1, F_SETFD)),
    allow(SCMP_SYS(fcntl), equals(1, F_GETFL)),
    allow(SCMP_SYS(fcntl), equals(1, F_SETFL) && onlyBits(2, O_NONBLOCK | O_ACCMODE)),
    allow(SCMP_SYS(ioctl), equals(1, FIONBIO)),
    refuse(SCMP_SYS(ioctl), ENOTTY, equals(1, TCGETS)),
};

// The channel is read and written with read(), write(), writev() and sendto(), none of which carries a descriptor.
constexpr int kHttpNotOnTheChannel[] = {
    SCMP_SYS(accept4),    SCMP_SYS(recvfrom),    SCMP_SYS(shutdown),    SCMP_SYS(sendmsg),
    SCMP_SYS(recvmsg),    SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt), SCMP_SYS(ioctl),       SCMP_SYS(fcntl),
};

// Descriptors come with recvmsg().
constexpr int kHttpNotOnTheHandover[] = {
    SCMP_SYS(accept4),  SCMP_SYS(recvfrom),    SCMP_SYS(sendto),      SCMP_SYS(sendmsg),    SCMP_SYS(write),
    SCMP_SYS(writev),   SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown), SCMP_SYS(ioctl),       SCMP_SYS(fcntl),
};

}  // namespace

std::span<const Rule> httpCalls() {
    return kHttpCalls;
}

std::span<const int> httpNotOnTheChannel() {
    return kHttpNotOnTheChannel;
}

std::span<const int> httpNotOnTheHandover() {
    return kHttpNotOnTheHandover;
}

}  // namespace snmpolld::sandbox

#endif
