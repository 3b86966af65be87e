// The socket of the fleet, see fleet_socket.hpp.
#include "fleet_socket.hpp"

#include <arpa/inet.h>
#include <linux/sock_diag.h>

#include <chrono>

namespace snmpolld::agents {
namespace {

constexpr int kBufferBytes = 64 << 20;
constexpr std::chrono::microseconds kLongestWait{50'000};

}  // namespace

FleetSocket::Batch::Batch() {
    for (size_t i = 0; i < kBatch; ++i) {
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = &peers[i];
        messages[i].msg_hdr.msg_control = controls[i].bytes.data();
    }
}

FleetSocket::FleetSocket() : requests_(kBatch * kRequest), arena_(kArena) {}

bool FleetSocket::open(uint16_t port) {
    socket_.reset(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const int on = 1, never_in_pieces = IP_PMTUDISC_DO;  // loopback takes any datagram; an IP ident has its price
    setsockopt(fd(), IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    setsockopt(fd(), IPPROTO_IP, IP_MTU_DISCOVER, &never_in_pieces, sizeof never_in_pieces);
    for (const int name : {SO_RCVBUF, SO_SNDBUF, SO_RCVBUFFORCE, SO_SNDBUFFORCE}) {
        setsockopt(fd(), SOL_SOCKET, name, &kBufferBytes, sizeof kBufferBytes);
    }
    const timeval wait{0, kLongestWait.count()};
    setsockopt(fd(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (bind(fd(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
    socklen_t size = sizeof address;
    getsockname(fd(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    return true;
}

size_t FleetSocket::receive(bool wait) {
    for (size_t i = 0; i < kBatch; ++i) {
        in_.parts[i] = {&requests_[i * kRequest], kRequest};
        in_.messages[i].msg_hdr.msg_namelen = sizeof(sockaddr_in);
        in_.messages[i].msg_hdr.msg_controllen = sizeof in_.controls[i].bytes;
    }
    const int received = recvmmsg(fd(), in_.messages.data(), kBatch, wait ? MSG_WAITFORONE : MSG_DONTWAIT, nullptr);
    return received > 0 ? static_cast<size_t>(received) : 0;
}

FleetDatagram FleetSocket::datagram(size_t i) const {
    in_pktinfo info{};
    const cmsghdr* c = CMSG_FIRSTHDR(&in_.messages[i].msg_hdr);
    if (c != nullptr && c->cmsg_type == IP_PKTINFO) std::memcpy(&info, CMSG_DATA(c), sizeof info);
    return {{&requests_[i * kRequest], in_.messages[i].msg_len}, in_.peers[i], ntohl(info.ipi_addr.s_addr)};
}

std::span<uint8_t> FleetSocket::room() {
    if (kArena - used_ < kRoom || queued_ == kBatch) flush();
    return std::span(arena_).subspan(used_, kRoom);
}

void FleetSocket::queue(const sockaddr_in& peer, uint32_t source, Bytes answer) {
    const size_t i = queued_++;
    used_ = static_cast<size_t>(answer.data() + answer.size() - arena_.data());
    out_.parts[i] = {const_cast<uint8_t*>(answer.data()), answer.size()};
    out_.peers[i] = peer;
    msghdr& header = out_.messages[i].msg_hdr;
    header.msg_namelen = sizeof(sockaddr_in);
    header.msg_controllen = sizeof out_.controls[i].bytes;
    cmsghdr* c = CMSG_FIRSTHDR(&header);
    c->cmsg_level = IPPROTO_IP;
    c->cmsg_type = IP_PKTINFO;
    c->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
    in_pktinfo info{};
    info.ipi_spec_dst.s_addr = htonl(source);
    std::memcpy(CMSG_DATA(c), &info, sizeof info);
}

void FleetSocket::flush() {
    for (size_t done = 0; done < queued_;) {
        const int sent = sendmmsg(fd(), &out_.messages[done], static_cast<unsigned>(queued_ - done), 0);
        sent_ += sent > 0 ? static_cast<uint64_t>(sent) : 0;
        unsent_ += sent > 0 ? 0 : 1;
        done += sent > 0 ? static_cast<size_t>(sent) : 1;
    }
    queued_ = used_ = 0;
}

uint64_t FleetSocket::dropped() const {
    std::array<uint32_t, SK_MEMINFO_VARS> numbers{};
    socklen_t size = sizeof numbers;
    getsockopt(fd(), SOL_SOCKET, SO_MEMINFO, numbers.data(), &size);
    return numbers[SK_MEMINFO_DROPS];
}

}  // namespace snmpolld::agents
