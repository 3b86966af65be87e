// Builds requests of SNMPv1 and v2c: a community and a PDU (RFC 1901 section 3). Called by the exchange.
#pragma once

#include "model/credentials.hpp"
#include "snmp/message_encoder.hpp"

namespace snmpolld::snmp {

// The request as it is sent, which lies in `room`. Empty when it does not fit.
Bytes encodeRequest(const model::Credentials& credentials, const Request& request, MessageRoom& room);

}  // namespace snmpolld::snmp
