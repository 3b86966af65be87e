// What is wrong with single varbinds of an answer whose other varbinds can be believed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "snmp/ber.hpp"

namespace snmpolld::snmp {

// A varbind that cannot be believed.
struct Damage {
    uint32_t position = 0;   // in the PDU, from 0
    bool named = false;      // its OID can be believed
    std::string why{};       // "INTEGER of 0 octets"
    std::string octets{};    // what came in the value's place
    bool suspected = false;  // only because of the values beside it: by itself it could be sound
};

// Those of a list of varbinds, in their order.
std::vector<Damage> damagesIn(Bytes list);
// The same; nothing is read again of a PDU that is known to have none.
std::vector<Damage> damagesIn(const RawPdu& pdu);

}  // namespace snmpolld::snmp
