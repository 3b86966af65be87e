// Attacks with sockets: other kinds of them, more than the channel is for, and waiting for somebody to connect.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <cstring>

#include "attack.hpp"
#include "parcel.hpp"

namespace snmpolld::takeover {

namespace {

bool socketOf(long family, long type, long protocol) {
    return call(SYS_socket, family, type, protocol);
}

int udp() {
    return ::socket(AF_INET, SOCK_DGRAM, 0);
}

int tcp() {
    return ::socket(AF_INET, SOCK_STREAM, 0);
}

bool hand(long number, long fd) {
    Parcel parcel(0);
    if (number == SYS_sendmsg) return call(number, fd, &parcel.message, 0L);
    mmsghdr headers{parcel.message, 0};
    return call(number, fd, &headers, 1L, 0L);
}

bool take(long number, long fd) {
    Parcel parcel;
    if (number == SYS_recvmsg) return call(number, fd, &parcel.message, MSG_DONTWAIT);
    mmsghdr headers{parcel.message, 0};
    return call(number, fd, &headers, 1L, MSG_DONTWAIT, 0L);
}

// On TCP, where Landlock forbids it.
bool bindPort(in_port_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    return call(SYS_bind, tcp(), &address, sizeof address);
}

bool sendToAnother(long fd) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, "/run/systemd/notify");
    return call(SYS_sendto, fd, "x", 1L, MSG_NOSIGNAL, &address, sizeof address);
}

bool set(long fd, long level, long name) {
    const int on = 1;
    return call(SYS_setsockopt, fd, level, name, &on, sizeof on);
}

bool get(long fd, long level, long name) {
    int64_t value[2] = {};
    socklen_t length = sizeof value;
    return call(SYS_getsockopt, fd, level, name, value, &length);
}

constexpr Attack kAttacks[] = {
    {"a Unix-domain socket", [](const Aim&) { return socketOf(AF_UNIX, SOCK_STREAM, 0); }},
    {"a pair of them",
     [](const Aim&) {
         int ends[2];
         return call(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0L, ends);
     }},
    {"a netlink socket", [](const Aim&) { return socketOf(AF_NETLINK, SOCK_RAW, 0); }},
    {"a packet socket", [](const Aim&) { return socketOf(AF_PACKET, SOCK_RAW, 0); }},
    {"a raw socket", [](const Aim&) { return socketOf(AF_INET, SOCK_RAW, IPPROTO_ICMP); }},
    {"a raw socket of IPv6", [](const Aim&) { return socketOf(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6); }},
    {"a ping socket", [](const Aim&) { return socketOf(AF_INET, SOCK_DGRAM, IPPROTO_ICMP); }},
    {"an SCTP socket", [](const Aim&) { return socketOf(AF_INET, SOCK_STREAM, IPPROTO_SCTP); }},
    {"an MPTCP socket", [](const Aim&) { return socketOf(AF_INET, SOCK_STREAM, 262); }},
    {"a UDP-Lite socket", [](const Aim&) { return socketOf(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE); }},
    {"an AF_ALG socket", [](const Aim&) { return socketOf(AF_ALG, SOCK_SEQPACKET, 0); }},
    {"a VSOCK socket", [](const Aim&) { return socketOf(AF_VSOCK, SOCK_STREAM, 0); }},
    {"a Bluetooth socket", [](const Aim&) { return socketOf(AF_BLUETOOTH, SOCK_RAW, 0); }},
    {"hand a descriptor up with sendmsg", [](const Aim&) { return hand(SYS_sendmsg, kChannel); }},
    {"hand a descriptor up with sendmmsg", [](const Aim&) { return hand(SYS_sendmmsg, kChannel); }},
    {"hand one up in disguise", [](const Aim&) { return hand(SYS_sendmmsg, disguised(kChannel)); }},
    {"take a descriptor with recvmsg", [](const Aim&) { return take(SYS_recvmsg, kChannel); }},
    {"take a descriptor with recvmmsg", [](const Aim&) { return take(SYS_recvmmsg, kChannel); }},
    {"send to another socket over the channel", [](const Aim&) { return sendToAnother(kChannel); }},
    {"out-of-band data up", [](const Aim&) { return call(SYS_sendto, kChannel, "x", 1L, MSG_OOB, 0L, 0L); }},
    {"out-of-band data down",
     [](const Aim&) {
         char octet = 0;
         return call(SYS_recvfrom, kChannel, &octet, 1L, MSG_OOB | MSG_DONTWAIT, 0L, 0L);
     }},
    {"connect the channel anew",
     [](const Aim&) {
         const sockaddr nobody{AF_UNSPEC, {}};
         return call(SYS_connect, kChannel, &nobody, sizeof nobody);
     }},
    {"listen", [](const Aim&) { return call(SYS_listen, tcp(), 1L); }},
    {"accept4", [](const Aim&) { return call(SYS_accept4, tcp(), 0L, 0L, SOCK_NONBLOCK); }},
    {"dup", [](const Aim&) { return call(SYS_dup, kChannel); }},
    {"dup3", [](const Aim&) { return call(SYS_dup3, kChannel, 100L, 0L); }},
#ifdef SYS_dup2
    {"dup2", [](const Aim&) { return call(SYS_dup2, kChannel, 100L); }},
#endif
    {"F_DUPFD", [](const Aim&) { return call(SYS_fcntl, udp(), F_DUPFD, 100L); }},
    {"F_DUPFD of the channel", [](const Aim&) { return call(SYS_fcntl, kChannel, F_DUPFD, 100L); }},
    {"F_SETPIPE_SZ", [](const Aim&) { return call(SYS_fcntl, udp(), 1031L, 1L << 30); }},
    {"O_APPEND", [](const Aim&) { return call(SYS_fcntl, 0L, F_SETFL, O_APPEND); }},
    {"options of the channel", [](const Aim&) { return set(kChannel, SOL_SOCKET, SO_SNDBUF); }},
    {"the supervisor's identity", [](const Aim&) { return get(kChannel, SOL_SOCKET, SO_PEERCRED); }},
    {"a descriptor of the supervisor", [](const Aim&) { return get(kChannel, SOL_SOCKET, 77); }},
    {"SO_PASSCRED", [](const Aim&) { return set(kChannel, SOL_SOCKET, SO_PASSCRED); }},
    {"SO_REUSEPORT", [](const Aim&) { return set(udp(), SOL_SOCKET, SO_REUSEPORT); }},
    {"SO_BROADCAST", [](const Aim&) { return set(udp(), SOL_SOCKET, SO_BROADCAST); }},
    {"SO_ATTACH_FILTER", [](const Aim&) { return set(udp(), SOL_SOCKET, SO_ATTACH_FILTER); }},
    {"IP_HDRINCL", [](const Aim&) { return set(udp(), IPPROTO_IP, IP_HDRINCL); }},
    {"IP_TRANSPARENT", [](const Aim&) { return set(udp(), IPPROTO_IP, IP_TRANSPARENT); }},
    {"IP_ADD_MEMBERSHIP", [](const Aim&) { return set(udp(), IPPROTO_IP, IP_ADD_MEMBERSHIP); }},
    {"TCP_ULP", [](const Aim&) { return set(tcp(), IPPROTO_TCP, 31); }},
    {"interfaces",
     [](const Aim&) {
         char room[1024];
         return call(SYS_ioctl, udp(), 0x8912L, room);
     }},
    {"bind a low port", [](const Aim&) { return bindPort(162); }},
    {"splice", [](const Aim&) { return call(SYS_splice, kChannel, 0L, 0L, 0L, 1L, 0L); }},
    {"epoll_create1", [](const Aim&) { return call(SYS_epoll_create1, 0L); }},
    {"pipe2",
     [](const Aim&) {
         int ends[2];
         return call(SYS_pipe2, ends, 0L);
     }},
};

}  // namespace

std::span<const Attack> attacksOnSockets() {
    return kAttacks;
}

}  // namespace snmpolld::takeover
