// The sockets of one address family, and how a worker's exchanges share them: as many as it takes for their receive
// buffers to hold the answers to all that is asked, should they come at once.
#pragma once

#include <cerrno>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "model/address.hpp"
#include "snmp/link.hpp"
#include "snmp/udp_socket.hpp"

namespace snmpolld::snmp {

struct UdpPort {
    explicit UdpPort(UdpSocket opened);

    UdpSocket socket;
    size_t capacity;  // answers that its buffer holds
    size_t in_flight = 0;
    uint32_t dropped = 0;  // of socket.dropped(), what is in UdpPorts::dropped already
};

class UdpPorts {
  public:
    explicit UdpPorts(model::Family family) : family_(family) {}

    // One more socket.
    Result<void> open();
    // Null: this machine has no such address family.
    UdpPort* choose();
    std::span<const std::unique_ptr<UdpPort>> all() const { return ports_; }
    // Exchanges whose answers fit into the buffers of as many sockets as there may be.
    size_t room() const;
    // Datagrams lost for want of room since the start.
    uint64_t dropped();

  private:
    model::Family family_;
    uint64_t dropped_ = 0;
    std::vector<std::unique_ptr<UdpPort>> ports_;
};

class UdpLink final : public Link {
  public:
    // port: null when this machine has no such address family.
    UdpLink(UdpPort* port, const model::Address& peer) : port_(port) { to_.length = peer.toSockaddr(to_.address); }
    int send(Bytes message) override {
        if (port_ == nullptr) return EAFNOSUPPORT;
        port_->socket.send(message, to_);
        return 0;
    }

  private:
    UdpPort* port_;
    Destination to_;
};

}  // namespace snmpolld::snmp
