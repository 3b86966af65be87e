#include "snmp/udp_socket.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <utility>
#ifdef __linux__
#include <linux/errqueue.h>
#endif

namespace snmpolld::snmp {

namespace {

constexpr int kWantedBuffer = 4 << 20;  // 6,553 answers of 250 octets; the system may give less

void setOption(int fd, int level, int name, int value) {
    ::setsockopt(fd, level, name, &value, sizeof value);
}

void prepare(int fd, model::Family family) {
    setOption(fd, SOL_SOCKET, SO_RCVBUF, kWantedBuffer);
    setOption(fd, SOL_SOCKET, SO_SNDBUF, kWantedBuffer);
    if (family == model::Family::ipv6) setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
#ifdef __linux__
    if (family == model::Family::ipv4)
        setOption(fd, IPPROTO_IP, IP_RECVERR, 1);
    else
        setOption(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
#endif
}

// Errors that earlier datagrams to other hosts leave behind on a shared socket; the system reports each once.
bool mayBeAnothers(int error) {
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EHOSTDOWN ||
           error == EPROTO || error == ENOPROTOOPT || error == EMSGSIZE || error == EACCES;
}

bool isRefusal(int error) {
    return error != EMSGSIZE && error != 0;
}

}  // namespace

UdpSocket::UdpSocket(UniqueFd fd) : fd_(std::move(fd)), buffer_(new uint8_t[kBufferSize]) {}

Result<UdpSocket> UdpSocket::open(model::Family family) {
    UniqueFd fd(::socket(family == model::Family::ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0));
    if (!fd) return systemError("open UDP socket", errno);
    ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
    prepare(fd.get(), family);
    return UdpSocket(std::move(fd));
}

int UdpSocket::send(Bytes bytes, const sockaddr_storage& to, socklen_t to_length) {
    constexpr int kAttempts = 16;
    int error = 0;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        if (::sendto(fd_.get(), bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to), to_length) >= 0)
            return 0;
        error = errno;
        if (error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS) return 0;
        if (error != EINTR && !mayBeAnothers(error)) return error;
        readErrors();
    }
    return error;
}

bool UdpSocket::receive(Datagram& out) {
    sockaddr_storage from{};
    for (int attempt = 0; attempt < 64; ++attempt) {
        socklen_t from_length = sizeof from;
        const ssize_t n =
            ::recvfrom(fd_.get(), buffer_.get(), kBufferSize, 0, reinterpret_cast<sockaddr*>(&from), &from_length);
        if (n >= 0) {
            out.from =
                model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&from)).value_or(model::Address{});
            out.bytes = Bytes(buffer_.get(), static_cast<size_t>(n));
            return true;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) return false;
        if (errno != EINTR) readErrors();
    }
    return false;
}

std::vector<Refusal> UdpSocket::takeRefusals() {
    return std::exchange(refusals_, {});
}

#ifdef __linux__

void UdpSocket::readErrors() {
    while (readError()) {
    }
}

// One entry of the error queue: the address is that of the destination whose datagram was refused.
bool UdpSocket::readError() {
    sockaddr_storage destination{};
    alignas(cmsghdr) uint8_t control[512];
    msghdr message{};
    message.msg_name = &destination;
    message.msg_namelen = sizeof destination;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (::recvmsg(fd_.get(), &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return false;
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        const bool ipv4 = c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR;
        const bool ipv6 = c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR;
        if (!ipv4 && !ipv6) continue;
        sock_extended_err e{};
        std::memcpy(&e, CMSG_DATA(c), sizeof e);
        const auto address = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&destination));
        if (address && isRefusal(static_cast<int>(e.ee_errno)))
            refusals_.push_back({*address, static_cast<int>(e.ee_errno)});
    }
    return true;
}

#else

void UdpSocket::readErrors() {}
bool UdpSocket::readError() {
    return false;
}

#endif

}  // namespace snmpolld::snmp
