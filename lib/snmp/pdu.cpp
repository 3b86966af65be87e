#include "snmp/pdu.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

namespace snmpolld::snmp {

bool decodePdu(const RawMessage& message, PduListener& listener) {
    netsnmp_pdu pdu{};
    size_t length = message.pdu_octets.size();
    const bool decoded = snmp_pdu_parse(&pdu, const_cast<u_char*>(message.pdu_octets.data()), &length) == 0;
    if (decoded) listener.onPdu(pdu);
    snmp_free_varbind(pdu.variables);
    return decoded;
}

}  // namespace snmpolld::snmp
