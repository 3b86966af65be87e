// What an SNMPv3 report says (RFC 3412 section 7.1).
#pragma once

#include "snmp/ber.hpp"

namespace snmpolld::snmp {

// SNMPERR_UNKNOWN_ENG_ID and the like, as Net-SNMP names them.
int reportType(const RawPdu& report);

}  // namespace snmpolld::snmp
