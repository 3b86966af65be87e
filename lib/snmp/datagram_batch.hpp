// Datagrams by the batch: one system call for many where there is one (Linux: sendmmsg, recvmmsg), one by one
// elsewhere. Nothing is known here of whose they are.
#pragma once

#include <sys/socket.h>

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/address.hpp"
#include "snmp/ber.hpp"

namespace snmpolld::snmp {

constexpr size_t kBatchDatagrams = 64;

struct Destination {
    sockaddr_storage address{};
    socklen_t length = 0;
};

class SendBatch {
  public:
    bool empty() const { return first_ == messages_.size(); }
    bool full() const { return messages_.size() >= kBatchDatagrams; }
    void add(Bytes bytes, const Destination& to);

    // Sends what is left, in order. 0: all of it; else the errno for the first of those that are left.
    int send(int fd);

    // The first of those that are left. Precondition: not empty.
    const Destination& first() const { return messages_[first_].to; }
    void dropFirst();
    void clear();

  private:
    struct Message {
        size_t offset;
        size_t size;
        Destination to;
    };
    size_t sendSome(int fd);

    std::vector<uint8_t> bytes_;
    std::vector<Message> messages_;
    size_t first_ = 0;  // not yet sent
};

class ReceiveBatch {
  public:
    struct Received {
        Bytes bytes;  // valid until the next receive
        model::Address from;
    };

    // The room is not touched before it is used.
    ReceiveBatch();

    // Up to `most` datagrams, not more than kBatchDatagrams. 0, or an errno: EAGAIN when nothing is there.
    int receive(int fd, size_t most);

    // What SO_RXQ_OVFL said last: datagrams that this socket had no room for, modulo 2^32.
    uint32_t dropped() const { return dropped_; }

    // Of those received, the next one; nullopt after the last.
    std::optional<Received> next();

  private:
    struct Slot {
        sockaddr_storage from;
        size_t size;
    };
    uint8_t* room(size_t slot) const { return room_.get() + slot * kStride; }

    // The largest datagram, and a little: what comes first in each slot is not to fall on the same lines of the cache.
    static constexpr size_t kLargest = 65536;
    static constexpr size_t kStride = kLargest + 320;

    std::unique_ptr<uint8_t[]> room_;
    std::vector<Slot> slots_;
    size_t received_ = 0;
    size_t next_ = 0;
    uint32_t dropped_ = 0;
};

}  // namespace snmpolld::snmp
