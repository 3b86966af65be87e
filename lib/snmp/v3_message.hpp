// Builds requests of SNMPv3 with the User-based Security Model (RFC 3412 section 6, RFC 3414 section 2.4). Called
// through V3Peer. Answers are read by ber.hpp and judged by V3Session.
#pragma once

#include "snmp/message_encoder.hpp"
#include "snmp/usm.hpp"

namespace snmpolld::snmp {

// To whom a request goes, and in whose name. A discovery has nothing but a context name (RFC 3414 section 4).
struct V3Peering {
    std::string_view engine_id{};
    EngineClock clock{};
    std::string_view user{};
    std::string_view context_engine_id{};
    std::string_view context_name{};
    uint32_t max_message_size = kMaxMessage;  // msgMaxSize
};

// The request as it is sent, which lies in `room`, with the user's security, or with none when `user` is null. Empty
// when it does not fit.
Bytes encodeV3Request(const V3Peering& peering, const Request& request, const UsmUser* user, MessageRoom& room);

}  // namespace snmpolld::snmp
