// Link: what carries the messages of one exchange to its agent, a shared UDP socket or a TCP connection.
#pragma once

#include "snmp/ber.hpp"

namespace snmpolld::snmp {

class Link {
  public:
    virtual ~Link() = default;
    // Returns 0, or the errno of a send that failed for good. A full buffer is no failure: the next try sends again.
    virtual int send(Bytes message) = 0;
    // Called before each retry, so that the beginning of one answer is never joined to the next.
    virtual void renew() {}
};

}  // namespace snmpolld::snmp
