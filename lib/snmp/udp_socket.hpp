// UdpSocket: one unconnected socket that many exchanges share. It sends and receives in batches, and knows where each
// datagram came from and, on Linux, which destinations the network refused.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "model/address.hpp"
#include "snmp/ber.hpp"
#include "snmp/datagram_batch.hpp"

namespace snmpolld::snmp {

// A report of the network that a destination cannot be reached.
struct Refusal {
    model::Address destination;
    int error = 0;
    bool is_local = false;          // this machine says so; else an ICMP error does, which anybody can send
    std::vector<uint8_t> quoted{};  // what that quotes of the message, as far as it goes
};

class UdpSocket {
  public:
    // `source`: address or interface to send from; empty: up to the system.
    static Result<UdpSocket> open(model::Family family, const std::string& source = {});

    int fd() const { return fd_.get(); }
    // The size in octets of the receive buffer, as the system granted it and counts it.
    int bufferSize() const { return buffer_size_; }
    // How many datagrams found no room in it, modulo 2^32, as the last one that did find room reported. 0 on systems
    // that do not count them.
    uint32_t dropped() const { return in_.dropped(); }

    // The message is sent by the next flush() at the latest. When that fails for good there is a refusal.
    void send(Bytes bytes, const Destination& to);
    void flush();

    // Receives up to `most` datagrams, which next() then hands out. False when none is there.
    bool receive(size_t most);
    std::optional<ReceiveBatch::Received> next() { return in_.next(); }
    // Overwrites what is left of messages, but not those that are still to be sent.
    void wipe() {
        if (out_.empty()) out_.wipe();
        in_.wipe();
    }

    // What the error queue and flush() have reported; each refusal is handed over once.
    std::vector<Refusal> takeRefusals();
    bool hasRefusals() const { return !refusals_.empty(); }

    // Reads the error queue. Call it when poll() reports POLLERR.
    void readErrors();

  private:
    explicit UdpSocket(UniqueFd fd);

    size_t readQueue();
    bool readError();
    void waitForRoom() const;

    UniqueFd fd_;
    int buffer_size_;
    SendBatch out_;
    ReceiveBatch in_;
    std::vector<Refusal> refusals_;
};

}  // namespace snmpolld::snmp
