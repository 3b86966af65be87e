#include "snmp/udp_socket.hpp"

#include <fcntl.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#ifdef __linux__
#include <linux/errqueue.h>
#endif

#include "snmp/source_binding.hpp"

namespace snmpolld::snmp {

namespace {

constexpr int kWantedBuffer = 4 << 20;  // 6,553 answers of 250 octets; the system may give less

void setOption(int fd, int level, int name, int value) {
    ::setsockopt(fd, level, name, &value, sizeof value);
}

void prepare(int fd, model::Family family) {
    setOption(fd, SOL_SOCKET, SO_RCVBUF, kWantedBuffer);
    setOption(fd, SOL_SOCKET, SO_SNDBUF, kWantedBuffer);
#ifdef __linux__
    setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, kWantedBuffer);  // beyond the system's limit, if this process may
    setOption(fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
#endif
    if (family == model::Family::ipv6) setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
#ifdef __linux__
    if (family == model::Family::ipv4)
        setOption(fd, IPPROTO_IP, IP_RECVERR, 1);
    else
        setOption(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
#endif
}

int bufferOf(int fd) {
    int size = 0;
    socklen_t length = sizeof size;
    ::getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, &length);
    return size;
}

// Errors that earlier datagrams to other hosts may have left behind on a shared socket; the system reports each once.
bool mayBeAnothers(int error) {
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EHOSTDOWN ||
           error == EPROTO || error == ENOPROTOOPT || error == EMSGSIZE || error == EACCES;
}

bool isRefusal(int error) {
    return error != EMSGSIZE && error != 0;
}

}  // namespace

UdpSocket::UdpSocket(UniqueFd fd) : fd_(std::move(fd)), buffer_size_(bufferOf(fd_.get())) {}

Result<UdpSocket> UdpSocket::open(model::Family family, const std::string& source) {
    UniqueFd fd(::socket(family == model::Family::ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0));
    if (!fd) return systemError("open UDP socket", errno);
    ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
    prepare(fd.get(), family);
    if (auto bound = sendFrom(fd.get(), family, source); !bound) return tl::unexpected(std::move(bound.error()));
    return UdpSocket(std::move(fd));
}

void UdpSocket::send(Bytes bytes, const Destination& to) {
    out_.add(bytes, to);
    if (out_.full()) flush();
}

// A socket that keeps reporting that it has no room loses datagrams; the next tries of their requests send them again.
// An error may be about an earlier datagram if there is something in the error queue; if there is not, and the error
// comes again and again, it is about this one.
void UdpSocket::flush() {
    constexpr int kAttempts = 16;
    int attempts = 0;
    while (const int error = out_.send(fd_.get())) {
        if (error == EINTR) continue;
        const bool full = error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS;
        if (readQueue() > 0 && !full) continue;
        if (full) waitForRoom();
        if ((full || mayBeAnothers(error)) && ++attempts < kAttempts) continue;
        attempts = 0;
        if (full) return out_.clear();
        const auto* to = reinterpret_cast<const sockaddr*>(&out_.first().address);
        if (const auto address = model::Address::fromSockaddr(to))
            refusals_.push_back({.destination = *address, .error = error, .is_local = true});
        out_.dropFirst();
    }
}

void UdpSocket::waitForRoom() const {
    constexpr int kMilliseconds = 1;
    pollfd room{fd_.get(), POLLOUT, 0};
    ::poll(&room, 1, kMilliseconds);
}

bool UdpSocket::receive(size_t most) {
    for (int attempt = 0; attempt < 64; ++attempt) {
        const int error = in_.receive(fd_.get(), most);
        if (error == 0) return true;
        if (error == EAGAIN || error == EWOULDBLOCK) return false;
        if (error != EINTR) readErrors();
    }
    return false;
}

std::vector<Refusal> UdpSocket::takeRefusals() {
    return std::exchange(refusals_, {});
}

#ifdef __linux__

void UdpSocket::readErrors() {
    readQueue();
}

size_t UdpSocket::readQueue() {
    constexpr size_t kAtOnce = 4096;
    size_t read = 0;
    while (read < kAtOnce && readError())
        ++read;
    return read;
}

// One entry of the error queue: the address is that of the destination whose datagram was refused, and the octets are
// what the error quotes of it.
bool UdpSocket::readError() {
    std::array<uint8_t, 576> quoted;
    iovec room{.iov_base = quoted.data(), .iov_len = quoted.size()};
    sockaddr_storage destination{};
    alignas(cmsghdr) uint8_t control[512];
    msghdr message{};
    message.msg_name = &destination;
    message.msg_namelen = sizeof destination;
    message.msg_iov = &room;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t size = ::recvmsg(fd_.get(), &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (size < 0) return false;
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        const bool ipv4 = c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR;
        const bool ipv6 = c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR;
        if (!ipv4 && !ipv6) continue;
        sock_extended_err e{};
        std::memcpy(&e, CMSG_DATA(c), sizeof e);
        const auto address = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&destination));
        if (address && isRefusal(static_cast<int>(e.ee_errno)))
            refusals_.push_back({.destination = *address,
                                 .error = static_cast<int>(e.ee_errno),
                                 .is_local = e.ee_origin == SO_EE_ORIGIN_LOCAL,
                                 .quoted = {quoted.begin(), quoted.begin() + size}});
    }
    return true;
}

#else

void UdpSocket::readErrors() {}
size_t UdpSocket::readQueue() {
    return 0;
}
bool UdpSocket::readError() {
    return false;
}

#endif

}  // namespace snmpolld::snmp
