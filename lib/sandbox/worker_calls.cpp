// The system calls of a polling loop.
#include "sandbox/syscall_rules.hpp"

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include <cerrno>

namespace snmpolld::sandbox {

namespace {

constexpr Rule kWorkerCalls[] = {
    // Talking over what is open. There is no out-of-band data. Of the calls that send, only sendto() works
    // on the channel, and it carries no descriptors; it does not choose the receiver.
    allow(SCMP_SYS(select)),
    allow(SCMP_SYS(pselect6)),
    allow(SCMP_SYS(recvfrom), without(3, MSG_OOB)),
    allow(SCMP_SYS(recvmsg), without(2, MSG_OOB)),
    allow(SCMP_SYS(recvmmsg), without(3, MSG_OOB)),
    allow(SCMP_SYS(sendto), onlyBits(3, MSG_NOSIGNAL | MSG_DONTWAIT) && equals(4, 0)),
    allow(SCMP_SYS(sendmmsg), onlyBits(3, MSG_NOSIGNAL | MSG_DONTWAIT)),
    // UDP, and TCP, which needs one connection for each host. There is no listening and no other family; glibc and
    // Net-SNMP cope with a refusal of those.
    allow(SCMP_SYS(socket), socketOf(AF_INET, SOCK_DGRAM)),
    allow(SCMP_SYS(socket), socketOf(AF_INET, SOCK_STREAM)),
    allow(SCMP_SYS(socket), socketOf(AF_INET6, SOCK_DGRAM)),
    allow(SCMP_SYS(socket), socketOf(AF_INET6, SOCK_STREAM)),
    refuse(SCMP_SYS(socket), EPERM, equals(0, AF_UNIX)),
    refuse(SCMP_SYS(socket), EPERM, equals(0, AF_NETLINK)),
    allow(SCMP_SYS(connect)),
    allow(SCMP_SYS(bind)),  // to the address that polls are sent from
    allow(SCMP_SYS(getsockname)),
    allow(SCMP_SYS(getpeername)),
    allow(SCMP_SYS(shutdown)),
    allow(SCMP_SYS(getsockopt), option(SOL_SOCKET, SO_ERROR)),
    allow(SCMP_SYS(getsockopt), option(SOL_SOCKET, SO_RCVBUF)),
    allow(SCMP_SYS(getsockopt), option(SOL_SOCKET, SO_BINDTODEVICE)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_RCVBUF)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_SNDBUF)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_RCVBUFFORCE)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_RXQ_OVFL)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_BINDTODEVICE)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_IP, IP_RECVERR)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_IPV6, IPV6_RECVERR)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_IPV6, IPV6_V6ONLY)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_TCP, TCP_NODELAY)),
    // Neither copies of descriptors nor signals when one becomes ready, which could be sent to other processes.
    allow(SCMP_SYS(fcntl), equals(1, F_GETFD)),
    allow(SCMP_SYS(fcntl), equals(1, F_SETFD)),
    allow(SCMP_SYS(fcntl), equals(1, F_GETFL)),
    allow(SCMP_SYS(fcntl), equals(1, F_SETFL) && onlyBits(2, O_NONBLOCK | O_ACCMODE)),
    allow(SCMP_SYS(ioctl), equals(1, FIONREAD)),
    allow(SCMP_SYS(ioctl), equals(1, FIONBIO)),
    allow(SCMP_SYS(ioctl), equals(1, SIOCGIFINDEX)),  // of the interface that polls are sent from
    allow(SCMP_SYS(ioctl), equals(1, SIOCGIFADDR)),
    refuse(SCMP_SYS(ioctl), ENOTTY, equals(1, TCGETS)),
};

constexpr int kWorkerNotOnTheChannel[] = {
    SCMP_SYS(bind),        SCMP_SYS(connect),     SCMP_SYS(sendmmsg), SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg),
    SCMP_SYS(getsockopt),  SCMP_SYS(setsockopt),  SCMP_SYS(fcntl),    SCMP_SYS(ioctl),   SCMP_SYS(recvfrom),
    SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(shutdown),
};

}  // namespace

std::span<const Rule> workerCalls() {
    return kWorkerCalls;
}

std::span<const int> workerNotOnTheChannel() {
    return kWorkerNotOnTheChannel;
}

}  // namespace snmpolld::sandbox

#endif
