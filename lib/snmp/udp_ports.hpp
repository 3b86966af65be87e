// UdpPorts: the sockets of one address family, which a worker's exchanges share. There are as many as it takes for
// their receive buffers to hold the answers to all requests that are out, should these come at once.
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
    size_t capacity;  // how many answers its buffer holds
    size_t in_flight = 0;
    uint32_t dropped = 0;  // socket.dropped() as UdpPorts last counted it
};

class UdpPorts {
  public:
    explicit UdpPorts(model::Family family) : family_(family) {}

    // Opens one more socket.
    Result<void> open();
    // The socket for the next exchange; null when this machine does not have the address family.
    UdpPort* choose();
    std::span<const std::unique_ptr<UdpPort>> all() const { return ports_; }
    // How many exchanges' answers fit into the buffers of all the sockets that may be opened.
    size_t room() const;
    // Datagrams that were lost for want of room, since the start.
    uint64_t dropped();

  private:
    model::Family family_;
    uint64_t dropped_ = 0;
    std::vector<std::unique_ptr<UdpPort>> ports_;
};

class UdpLink final : public Link {
  public:
    // `port` is null when this machine does not have the address family.
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
