// Link: where the bytes of one exchange go: a shared UDP socket or a TCP connection.
#pragma once

#include "snmp/ber.hpp"

namespace snmpolld::snmp {

class Link {
  public:
    virtual ~Link() = default;
    // 0, or the errno of a send that failed for good. A full buffer is not a failure: the next try sends again.
    virtual int send(Bytes message) = 0;
    // Before each retry: nothing of an answer that was begun may become part of the next one.
    virtual void renew() {}
};

}  // namespace snmpolld::snmp
