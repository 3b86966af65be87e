#include "snmp/community_message.hpp"

namespace snmpolld::snmp {

Bytes encodeRequest(const model::Credentials& credentials, const Request& request, MessageRoom& room) {
    MessageEncoder to(room);
    to.pdu(request);
    to.octets(credentials.community.reveal());
    to.integer(credentials.version == model::Version::v1 ? kVersion1 : kVersion2c);
    to.enclose(kTagSequence);
    return to.message();
}

}  // namespace snmpolld::snmp
