#include "snmp/datagram_batch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/secret.hpp"

namespace snmpolld::snmp {

namespace {

msghdr header(void* address, socklen_t length, iovec& part) {
    msghdr out{};
    out.msg_name = address;
    out.msg_namelen = length;
    out.msg_iov = &part;
    out.msg_iovlen = 1;
    return out;
}

#ifdef __linux__

// The number of lost datagrams that came with this one. The system does not report it before the first loss.
std::optional<uint32_t> droppedOf(msghdr& message) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_RXQ_OVFL) continue;
        uint32_t dropped = 0;
        std::memcpy(&dropped, CMSG_DATA(c), sizeof dropped);
        return dropped;
    }
    return std::nullopt;
}

#endif

}  // namespace

void SendBatch::add(Bytes bytes, const Destination& to) {
    if (bytes_.capacity() == 0) bytes_.reserve(kBatchDatagrams * kUsual);
    messages_.push_back({bytes_.size(), bytes.size(), to});
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

int SendBatch::send(int fd) {
    while (!empty()) {
        const size_t sent = sendSome(fd);
        if (sent == 0) return errno;
        first_ += sent;
    }
    clear();
    return 0;
}

void SendBatch::dropFirst() {
    ++first_;
    if (empty()) clear();
}

void SendBatch::clear() {
    bytes_.clear();
    messages_.clear();
    first_ = 0;
}

void SendBatch::wipe() {
    clear();
    snmpolld::wipe(bytes_);
}

ReceiveBatch::ReceiveBatch() : room_(new uint8_t[kBatchDatagrams * kStride]), slots_(kBatchDatagrams) {}

std::optional<ReceiveBatch::Received> ReceiveBatch::next() {
    if (next_ == received_) return std::nullopt;
    Slot& slot = slots_[next_];
    slot.used = std::max(slot.used, slot.size);
    const auto from = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&slot.from));
    return Received{Bytes(room(next_++), slot.size), from.value_or(model::Address{})};
}

void ReceiveBatch::wipe() {
    for (size_t i = 0; i < slots_.size(); ++i)
        wipeMemory(room(i), std::exchange(slots_[i].used, 0));
}

#ifdef __linux__

// Returns how many were sent; 0 if there is an error, which is in errno.
size_t SendBatch::sendSome(int fd) {
    std::array<iovec, kBatchDatagrams> parts;
    std::array<mmsghdr, kBatchDatagrams> headers;
    const size_t count = std::min(messages_.size() - first_, kBatchDatagrams);
    for (size_t i = 0; i < count; ++i) {
        Message& message = messages_[first_ + i];
        parts[i] = {bytes_.data() + message.offset, message.size};
        headers[i] = {header(&message.to.address, message.to.length, parts[i]), 0};
    }
    const int sent = ::sendmmsg(fd, headers.data(), static_cast<unsigned>(count), 0);
    return sent > 0 ? static_cast<size_t>(sent) : 0;
}

int ReceiveBatch::receive(int fd, size_t most) {
    std::array<iovec, kBatchDatagrams> parts;
    std::array<mmsghdr, kBatchDatagrams> headers;
    const size_t count = std::clamp<size_t>(most, 1, kBatchDatagrams);
    for (size_t i = 0; i < count; ++i) {
        parts[i] = {room(i), kLargest};
        headers[i] = {header(&slots_[i].from, sizeof slots_[i].from, parts[i]), 0};
    }
    // The loss is a running total, so it is enough if one datagram of the batch reports it.
    alignas(cmsghdr) std::array<uint8_t, CMSG_SPACE(sizeof dropped_)> control;
    headers[0].msg_hdr.msg_control = control.data();
    headers[0].msg_hdr.msg_controllen = control.size();
    next_ = received_ = 0;
    const int got = ::recvmmsg(fd, headers.data(), static_cast<unsigned>(count), MSG_DONTWAIT, nullptr);
    if (got < 0) return errno;
    received_ = static_cast<size_t>(got);
    if (got > 0) dropped_ = droppedOf(headers[0].msg_hdr).value_or(dropped_);
    for (size_t i = 0; i < received_; ++i)
        slots_[i].size = headers[i].msg_len;
    return 0;
}

#else

size_t SendBatch::sendSome(int fd) {
    Message& message = messages_[first_];
    iovec part{bytes_.data() + message.offset, message.size};
    const msghdr whole = header(&message.to.address, message.to.length, part);
    return ::sendmsg(fd, &whole, 0) < 0 ? 0 : 1;
}

int ReceiveBatch::receive(int fd, size_t) {
    iovec part{room(0), kLargest};
    msghdr whole = header(&slots_[0].from, sizeof slots_[0].from, part);
    next_ = received_ = 0;
    const ssize_t got = ::recvmsg(fd, &whole, MSG_DONTWAIT);
    if (got < 0) return errno;
    received_ = 1;
    slots_[0].size = static_cast<size_t>(got);
    return 0;
}

#endif

}  // namespace snmpolld::snmp
