// Datagrams in batches: many with one system call on Linux (sendmmsg, recvmmsg), one by one elsewhere. Knows nothing of
// the exchanges that they belong to.
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

    // Sends what is left, in order. Returns 0 when that was all of it, otherwise the errno for the first that is left.
    int send(int fd);

    // The destination of the first that is left. Precondition: not empty.
    const Destination& first() const { return messages_[first_].to; }
    void dropFirst();
    void clear();
    // Overwrites what was sent, which may hold communities.
    void wipe();

  private:
    static constexpr size_t kUsual = 256;  // octets of a message, for which there is room at once

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

    // Leaves its memory untouched until it is used.
    ReceiveBatch();

    // Receives up to `most` datagrams, at most kBatchDatagrams. Returns 0, or an errno, which is EAGAIN when none is
    // there.
    int receive(int fd, size_t most);

    // How many datagrams this socket had no room for, modulo 2^32, as SO_RXQ_OVFL reported last.
    uint32_t dropped() const { return dropped_; }

    // The next of those received; nullopt after the last.
    std::optional<Received> next();
    // Overwrites all that was received.
    void wipe();

  private:
    struct Slot {
        sockaddr_storage from;
        size_t size;
        size_t used;  // the largest size since the last wipe()
    };
    uint8_t* room(size_t slot) const { return room_.get() + slot * kStride; }

    // The largest datagram and a little more, so that the beginnings of the slots do not share lines of the cache.
    static constexpr size_t kLargest = 65536;
    static constexpr size_t kStride = kLargest + 320;

    std::unique_ptr<uint8_t[]> room_;
    std::vector<Slot> slots_;
    size_t received_ = 0;
    size_t next_ = 0;
    uint32_t dropped_ = 0;
};

}  // namespace snmpolld::snmp
