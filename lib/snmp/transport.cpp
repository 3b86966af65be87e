#include "snmp/transport.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace snmpolld::snmp {

namespace {

int sendThrough(netsnmp_transport* t, const void* packet, int length, void**, int*) noexcept {
    TransportState& state = stateOf(*t);
    if (!state.sending) return length;
    state.error = state.link->send(Bytes(static_cast<const uint8_t*>(packet), static_cast<size_t>(length)));
    errno = state.error;
    return state.error == 0 ? length : -1;
}

int receiveInbound(netsnmp_transport* t, void* buffer, int size, void** opaque, int* opaque_size) noexcept {
    TransportState& state = stateOf(*t);
    *opaque = nullptr;
    *opaque_size = 0;
    const size_t length = std::exchange(state.inbound_size, 0);
    if (length == 0 || length > static_cast<size_t>(size)) return -1;
    std::memcpy(buffer, state.inbound, length);
    return static_cast<int>(length);
}

int closeNothing(netsnmp_transport* t) noexcept {
    t->sock = -1;
    return 0;
}

}  // namespace

netsnmp_transport* makeTransport(Link& link) {
    auto* t = static_cast<netsnmp_transport*>(std::calloc(1, sizeof(netsnmp_transport)));
    auto* state = static_cast<TransportState*>(std::calloc(1, sizeof(TransportState)));
    if (t == nullptr || state == nullptr) {
        std::free(t);
        std::free(state);
        return nullptr;
    }
    state->link = &link;
    t->domain = netsnmpUDPDomain;
    t->domain_length = static_cast<int>(netsnmpUDPDomain_len);
    t->sock = 0;  // a name only: f_recv never touches it
    t->flags = NETSNMP_TRANSPORT_FLAG_OPENED;
    t->data = state;
    t->data_length = sizeof *state;
    t->msgMaxSize = 65507;
    t->f_send = sendThrough;
    t->f_recv = receiveInbound;
    t->f_close = closeNothing;
    return t;
}

TransportState& stateOf(netsnmp_transport& transport) {
    return *static_cast<TransportState*>(transport.data);
}

}  // namespace snmpolld::snmp
