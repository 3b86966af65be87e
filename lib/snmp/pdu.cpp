#include "snmp/pdu.hpp"

namespace snmpolld::snmp {

Pdu::Pdu(const RawMessage& message) {
    size_t length = message.pdu_octets.size();
    decoded_ = snmp_pdu_parse(&pdu_, const_cast<u_char*>(message.pdu_octets.data()), &length) == 0;
}

}  // namespace snmpolld::snmp
