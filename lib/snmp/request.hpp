// Request: one PDU that asks an agent for something (RFC 3416 section 4.2.1 to 4.2.3), as data.
#pragma once

#include <cstdint>
#include <span>

#include "model/oid.hpp"

namespace snmpolld::snmp {

enum class Ask : uint8_t { get, get_next, get_bulk };

struct Request {
    Ask ask = Ask::get;
    int32_t request_id = 0;
    int32_t msg_id = 0;                         // SNMPv3 only
    std::span<const model::Oid* const> oids{};  // none in an engine discovery (RFC 3414 section 4)
    uint32_t non_repeaters = 0;                 // get_bulk only
    uint32_t max_repetitions = 0;               // get_bulk only
};

}  // namespace snmpolld::snmp
