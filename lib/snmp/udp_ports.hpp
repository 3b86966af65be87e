// UdpPorts: the sockets of one address family and one source, which a worker's exchanges share. There are as many as it
// takes for their receive buffers to hold the answers to all requests that are out, should these come at once.
// SourcePorts: those of all sources that polls have.
#pragma once

#include <cerrno>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
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
    static constexpr size_t kMostSockets = 16;

    // `source`: address or interface to send from; empty: up to the system.
    explicit UdpPorts(model::Family family, std::string source = {}, size_t most = kMostSockets)
        : family_(family), source_(std::move(source)), most_(most) {}

    // Opens one more socket.
    Result<void> open();
    // Closes all of them. No exchange may have one.
    void close();
    bool isIdle() const;  // no exchange has one of them
    // The socket for the next exchange; null when none is open.
    UdpPort* choose();
    std::span<const std::unique_ptr<UdpPort>> all() const { return ports_; }
    // How many exchanges' answers fit into the buffers of all the sockets that may be opened.
    size_t room() const;
    // Datagrams that were lost for want of room, since the start.
    uint64_t dropped();

  private:
    model::Family family_;
    std::string source_;
    size_t most_;
    uint64_t dropped_ = 0;
    std::vector<std::unique_ptr<UdpPort>> ports_;
};

// They are made when they are needed; there is a limit to how many sources are in use at a time.
class SourcePorts {
  public:
    static constexpr size_t kMostSources = 32;  // in use at a time, each with an address family
    static constexpr size_t kMostSockets = 4;   // of each

    // The socket for the next exchange that sends from `source`. Errors: the source cannot be used.
    Result<UdpPort*> choose(model::Family family, const std::string& source);
    uint64_t dropped();  // as that of UdpPorts

    template <typename Do>
    void each(Do&& act) {
        for (const auto& [key, ports] : ports_)
            for (const auto& port : ports.all())
                act(*port);
    }

  private:
    using Key = std::pair<std::string, model::Family>;

    void makeRoom();

    std::map<Key, UdpPorts> ports_;
    uint64_t dropped_ = 0;  // of those that are gone
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
