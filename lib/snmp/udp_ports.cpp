#include "snmp/udp_ports.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "snmp/source_binding.hpp"

namespace snmpolld::snmp {

namespace {

constexpr int kAnswerInBuffer = 2304;  // what Linux counts for a datagram of 1,400 octets

}  // namespace

UdpPort::UdpPort(UdpSocket opened)
    : socket(std::move(opened)), capacity(static_cast<size_t>(std::max(1, socket.bufferSize() / kAnswerInBuffer))) {}

Result<void> UdpPorts::open() {
    auto socket = UdpSocket::open(family_, source_);
    if (!socket) return tl::unexpected(std::move(socket.error()));
    ports_.push_back(std::make_unique<UdpPort>(std::move(*socket)));
    return {};
}

void UdpPorts::close() {
    dropped();
    ports_.clear();
}

bool UdpPorts::isIdle() const {
    return std::ranges::all_of(ports_, [](const auto& port) { return port->in_flight == 0; });
}

// The first socket that has room. If all are full, a new one, or, if there may be no more, the one with the fewest
// exchanges.
UdpPort* UdpPorts::choose() {
    for (const auto& port : ports_)
        if (port->in_flight < port->capacity) return port.get();
    if (!ports_.empty() && ports_.size() < most_ && open()) return ports_.back().get();
    const auto least = std::ranges::min_element(ports_, {}, [](const auto& port) { return port->in_flight; });
    return least == ports_.end() ? nullptr : least->get();
}

size_t UdpPorts::room() const {
    return ports_.empty() ? 0 : ports_.front()->capacity * most_;
}

uint64_t UdpPorts::dropped() {
    for (const auto& port : ports_) {
        dropped_ += port->socket.dropped() - port->dropped;
        port->dropped = port->socket.dropped();
    }
    return dropped_;
}

// Sockets whose interface has gone are opened anew: one of the same name may be there.
Result<UdpPort*> SourcePorts::choose(model::Family family, const std::string& source) {
    const Key key(source, family);
    if (!ports_.contains(key)) makeRoom();
    if (ports_.size() >= kMostSources && !ports_.contains(key))
        return fail(ErrorKind::system, "source " + printable(source) + ": polls are sent from " +
                                           std::to_string(kMostSources) +
                                           " other sources just now, the most that may be");
    UdpPorts& ports = ports_.try_emplace(key, family, source, kMostSockets).first->second;
    if (ports.isIdle() && !ports.all().empty() && !isStillThere(ports.all().front()->socket.fd())) ports.close();
    if (ports.all().empty())
        if (auto opened = ports.open(); !opened) return tl::unexpected(std::move(opened.error()));
    return ports.choose();
}

// Forgets sources that no exchange uses, if there are too many.
void SourcePorts::makeRoom() {
    if (ports_.size() < kMostSources) return;
    for (auto entry = ports_.begin(); entry != ports_.end();) {
        const bool idle = entry->second.isIdle();
        if (idle) dropped_ += entry->second.dropped();
        entry = idle ? ports_.erase(entry) : std::next(entry);
    }
}

uint64_t SourcePorts::dropped() {
    uint64_t sum = dropped_;
    for (auto& [key, ports] : ports_)
        sum += ports.dropped();
    return sum;
}

}  // namespace snmpolld::snmp
