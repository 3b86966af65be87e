// A UDP socket that answers from the address that was asked, see datagram_socket.hpp.
#include "datagram_socket.hpp"

#include <array>
#include <cstring>

namespace snmpolld::agents {
namespace {

constexpr int kBufferBytes = 4 << 20;

void setOption(int fd, int level, int name, int value) {
    setsockopt(fd, level, name, &value, sizeof value);
}

RawAddress fromV4(const in_addr& address) {
    RawAddress raw{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    std::memcpy(&raw[12], &address, 4);
    return raw;
}

RawAddress fromV6(const in6_addr& address) {
    RawAddress raw;
    std::memcpy(raw.data(), &address, raw.size());
    return raw;
}

std::optional<RawAddress> askedAddress(msghdr& message) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            in_pktinfo info;
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            return fromV4(info.ipi_addr);
        }
        if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info;
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            return fromV6(info.ipi6_addr);
        }
    }
    return std::nullopt;
}

template <typename Info>
void putControl(msghdr& message, int level, int type, const Info& info) {
    message.msg_controllen = CMSG_SPACE(sizeof info);
    cmsghdr* c = CMSG_FIRSTHDR(&message);
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(c), &info, sizeof info);
}

void putSource(msghdr& message, int family, const RawAddress& source) {
    if (family == AF_INET) {
        in_pktinfo info{};
        std::memcpy(&info.ipi_spec_dst, &source[12], 4);
        putControl(message, IPPROTO_IP, IP_PKTINFO, info);
    } else {
        in6_pktinfo info{};
        std::memcpy(&info.ipi6_addr, source.data(), source.size());
        putControl(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
    }
}

}  // namespace

bool isLoopback(const RawAddress& address) {
    return address == RawAddress{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1} ||
           (isV4(address) && address[12] == 127);
}

RawAddress rawAddress(const sockaddr_storage& address) {
    if (address.ss_family == AF_INET) return fromV4(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
    return fromV6(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
}

int bindAny(int family, int type, uint16_t& port) {
    UniqueFd fd(socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return -1;
    if (family == AF_INET6) setOption(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
    sockaddr_storage address{};
    address.ss_family = static_cast<sa_family_t>(family);
    reinterpret_cast<sockaddr_in&>(address).sin_port = htons(port);  // both families have it at the same place
    socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) != 0) return -1;
    getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port);
    return fd.release();
}

std::optional<DatagramSocket> DatagramSocket::bind(int family, uint16_t port) {
    const int fd = bindAny(family, SOCK_DGRAM, port);
    if (fd < 0) return std::nullopt;
    setOption(fd, SOL_SOCKET, SO_RCVBUF, kBufferBytes);
    setOption(fd, SOL_SOCKET, SO_SNDBUF, kBufferBytes);
    if (family == AF_INET) setOption(fd, IPPROTO_IP, IP_PKTINFO, 1);
    if (family == AF_INET6) setOption(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    return DatagramSocket(fd, family, port);
}

std::optional<Datagram> DatagramSocket::receive() {
    static std::array<char, 65536> buffer;
    alignas(cmsghdr) char control[256];
    while (true) {
        Datagram datagram;
        iovec part{buffer.data(), buffer.size()};
        msghdr message{};
        message.msg_name = &datagram.peer;
        message.msg_namelen = sizeof datagram.peer;
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        const ssize_t size = recvmsg(fd_.get(), &message, 0);
        if (size < 0) return std::nullopt;
        const auto asked = askedAddress(message);
        if (!asked || !isLoopback(*asked)) continue;
        datagram.bytes.assign(buffer.data(), static_cast<size_t>(size));
        datagram.peer_size = message.msg_namelen;
        datagram.asked = *asked;
        return datagram;
    }
}

void DatagramSocket::send(const Datagram& request, const RawAddress& source, const std::string& bytes) {
    alignas(cmsghdr) char control[256]{};
    iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_name = const_cast<sockaddr_storage*>(&request.peer);
    message.msg_namelen = request.peer_size;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    putSource(message, family_, source);
    sendmsg(fd_.get(), &message, 0);  // a datagram that cannot leave is lost, as on a wire
}

}  // namespace snmpolld::agents
