// UdpSocket: one unconnected socket, shared by many exchanges of an address family. Sends and receives by the batch;
// knows where a datagram came from and, where the system tells (Linux), which destination the network refused.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "model/address.hpp"
#include "snmp/ber.hpp"
#include "snmp/datagram_batch.hpp"

namespace snmpolld::snmp {

// The network's word that a destination cannot be reached.
struct Refusal {
    model::Address destination;
    int error = 0;
};

class UdpSocket {
  public:
    static Result<UdpSocket> open(model::Family family);

    int fd() const { return fd_.get(); }
    // Octets of the receive buffer that the system has granted, as it counts them.
    int bufferSize() const { return buffer_size_; }
    // Datagrams that found no room in it, modulo 2^32, as known with the last one that did. 0 where the system does not
    // tell.
    uint32_t dropped() const { return in_.dropped(); }

    // Goes out with the next flush() at the latest; what fails for good is among the refusals then.
    void send(Bytes bytes, const Destination& to);
    void flush();

    // Asks for up to `most` datagrams; false when nothing is there. Then they are handed out by next().
    bool receive(size_t most);
    std::optional<ReceiveBatch::Received> next() { return in_.next(); }

    // What the error queue and flush() say; each is handed over once.
    std::vector<Refusal> takeRefusals();
    bool hasRefusals() const { return !refusals_.empty(); }

    // Reads the error queue; to be called when poll() reports POLLERR.
    void readErrors();

  private:
    explicit UdpSocket(UniqueFd fd);

    bool readError();
    void waitForRoom() const;

    UniqueFd fd_;
    int buffer_size_;
    SendBatch out_;
    ReceiveBatch in_;
    std::vector<Refusal> refusals_;
};

}  // namespace snmpolld::snmp
