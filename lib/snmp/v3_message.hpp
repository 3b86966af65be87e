// Messages of SNMPv3 with the User-based Security Model as they are sent (RFC 3412 section 6, RFC 3414 section 2.4).
// Called by the exchange; what comes back is read by ber.hpp and judged by the exchange with usm.hpp.
#pragma once

#include "snmp/message_encoder.hpp"
#include "snmp/usm.hpp"

namespace snmpolld::snmp {

// To whom a request goes, and in whose name. Nothing but a context name: a discovery (RFC 3414 section 4).
struct V3Peering {
    std::string_view engine_id{};
    EngineClock clock{};
    std::string_view user{};
    std::string_view context_engine_id{};
    std::string_view context_name{};
};

// The request as it is sent, with the user's security; lies in `room`. Null: with none. Empty: it does not fit.
Bytes encodeV3Request(const V3Peering& peering, const Request& request, const UsmUser* user, MessageRoom& room);

}  // namespace snmpolld::snmp
