// Our own transport under a Net-SNMP session: what the session sends goes to a Link (a shared UDP socket or a TCP
// connection), what it reads is the one datagram that the engine just checked. No descriptor belongs to it.
#pragma once

#include "snmp/ber.hpp"

struct netsnmp_transport_s;

namespace snmpolld::snmp {

// Where the bytes of one exchange go.
class Link {
  public:
    virtual ~Link() = default;
    // 0, or the errno of a send that failed for good. A full buffer is not a failure: the next try sends again.
    virtual int send(Bytes message) = 0;
    // Before each retry: nothing of an answer that was begun may become part of the next one.
    virtual void renew() {}
};

// The state behind a transport; it lies in the transport's own memory and goes with it.
struct TransportState {
    Link* link;
    const uint8_t* inbound;  // read once by the next f_recv
    size_t inbound_size;
    bool sending;  // only while the session's owner sends: the library never talks on its own account
    int error;     // errno of the last failed send
};

// Null when memory is out. The session that it is given to frees it.
netsnmp_transport_s* makeTransport(Link& link);
TransportState& stateOf(netsnmp_transport_s& transport);

}  // namespace snmpolld::snmp
