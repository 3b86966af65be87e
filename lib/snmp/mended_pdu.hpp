// MendedPdu: a PDU with damaged varbinds, made fit for Net-SNMP: each damaged value becomes an OCTET STRING of the
// octets that came in its place, so that its neighbours are decoded as if nothing were wrong. What was wrong is listed
// beside.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "snmp/ber.hpp"

namespace snmpolld::snmp {

// A varbind that cannot be believed.
struct Damage {
    uint32_t position = 0;  // in the PDU, from 0
    bool named = false;     // its OID can be believed
    std::string why{};      // "INTEGER of 0 octets"
    std::string octets{};   // what came in the value's place
};

struct MendedPdu {
    std::vector<uint8_t> octets;
    std::vector<Damage> damages;  // in the order of their positions
};

// The PDU of a message without a fault. A varbind without a name becomes 0.0.
MendedPdu mend(Bytes pdu);

}  // namespace snmpolld::snmp
