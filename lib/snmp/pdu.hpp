// The PDU of an answer, decoded by Net-SNMP after the strict check. Called by the exchange for all versions.
#pragma once

#include "snmp/ber.hpp"

struct snmp_pdu;

namespace snmpolld::snmp {

class PduListener {
  public:
    virtual ~PduListener() = default;
    // Valid during the call.
    virtual void onPdu(snmp_pdu& pdu) = 0;
};

// Calls the listener with the PDU of a message that passed the strict check. False: Net-SNMP cannot decode it.
bool decodePdu(const RawMessage& message, PduListener& listener);

}  // namespace snmpolld::snmp
