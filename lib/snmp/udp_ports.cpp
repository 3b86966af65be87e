#include "snmp/udp_ports.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::snmp {

namespace {

constexpr size_t kMostSockets = 16;
constexpr int kAnswerInBuffer = 2304;  // what Linux counts for a datagram of 1,400 octets

}  // namespace

UdpPort::UdpPort(UdpSocket opened)
    : socket(std::move(opened)), capacity(static_cast<size_t>(std::max(1, socket.bufferSize() / kAnswerInBuffer))) {}

Result<void> UdpPorts::open() {
    auto socket = UdpSocket::open(family_);
    if (!socket) return tl::unexpected(std::move(socket.error()));
    ports_.push_back(std::make_unique<UdpPort>(std::move(*socket)));
    return {};
}

// The first socket that has room. If all are full, a new one, or, if there may be no more, the one with the fewest
// exchanges.
UdpPort* UdpPorts::choose() {
    for (const auto& port : ports_)
        if (port->in_flight < port->capacity) return port.get();
    if (!ports_.empty() && ports_.size() < kMostSockets && open()) return ports_.back().get();
    const auto least = std::ranges::min_element(ports_, {}, [](const auto& port) { return port->in_flight; });
    return least == ports_.end() ? nullptr : least->get();
}

size_t UdpPorts::room() const {
    return ports_.empty() ? 0 : ports_.front()->capacity * kMostSockets;
}

uint64_t UdpPorts::dropped() {
    for (const auto& port : ports_) {
        dropped_ += port->socket.dropped() - port->dropped;
        port->dropped = port->socket.dropped();
    }
    return dropped_;
}

}  // namespace snmpolld::snmp
