// Messages of SNMPv1 and v2c: a community and a PDU (RFC 1901 section 3). They need no session of Net-SNMP, only its
// encoder and its decoder; that is most of what a poll costs less than with a session opened for it. Called by the
// exchange.
#pragma once

#include <array>

#include "model/credentials.hpp"
#include "snmp/session.hpp"

namespace snmpolld::snmp {

// Room for the largest UDP payload. A message is written to its end, so that only the end is ever touched.
using MessageRoom = std::array<uint8_t, 65507>;

// The request as it is sent; lies in `room`. Empty: it does not fit.
Bytes encodeRequest(const model::Credentials& credentials, const Request& request, MessageRoom& room);

// Calls the listener with the PDU of a message that passed the strict check. False: Net-SNMP cannot decode it.
bool decodePdu(const RawMessage& message, SnmpSession::Listener& listener);

}  // namespace snmpolld::snmp
