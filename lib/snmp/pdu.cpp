#include "snmp/pdu.hpp"

#include <utility>

namespace snmpolld::snmp {

Pdu::Pdu(const RawMessage& message) {
    if (message.pdu.damaged == 0) {
        decoded_ = decode(message.pdu_octets);
        return;
    }
    MendedPdu mended = mend(message.pdu_octets);
    damages_ = std::move(mended.damages);
    decoded_ = decode(mended.octets);
}

bool Pdu::decode(Bytes octets) {
    size_t length = octets.size();
    return snmp_pdu_parse(&pdu_, const_cast<u_char*>(octets.data()), &length) == 0;
}

}  // namespace snmpolld::snmp
