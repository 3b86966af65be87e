// UdpSocket: one unconnected socket, shared by all exchanges of an address family. Knows where a datagram came from
// and, where the system tells (Linux), which destination the network refused. Datagrams are handed out one by one from
// a batch of one, so that a batching system call changes nothing outside this file.
#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "model/address.hpp"
#include "snmp/ber.hpp"

namespace snmpolld::snmp {

struct Datagram {
    model::Address from;
    Bytes bytes;  // valid until the next receive
};

// The network's word that a destination cannot be reached.
struct Refusal {
    model::Address destination;
    int error = 0;
};

class UdpSocket {
  public:
    static Result<UdpSocket> open(model::Family family);

    int fd() const { return fd_.get(); }

    // 0, or the errno of a send that failed for good. A full send buffer counts as sent: a lost datagram is what it is.
    int send(Bytes bytes, const sockaddr_storage& to, socklen_t to_length);

    // False when nothing is there.
    bool receive(Datagram& out);

    // What the error queue says; each is handed over once.
    std::vector<Refusal> takeRefusals();
    bool hasRefusals() const { return !refusals_.empty(); }

    // Reads the error queue; to be called when poll() reports POLLERR.
    void readErrors();

  private:
    static constexpr size_t kBufferSize = 65536;

    explicit UdpSocket(UniqueFd fd);

    bool readError();

    UniqueFd fd_;
    std::unique_ptr<uint8_t[]> buffer_;
    std::vector<Refusal> refusals_;
};

}  // namespace snmpolld::snmp
