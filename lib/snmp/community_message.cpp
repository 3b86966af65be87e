#include "snmp/community_message.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include <algorithm>
#include <ranges>

namespace snmpolld::snmp {

namespace {

// Net-SNMP's encoder, from the last octet to the first.
class BackwardEncoder {
  public:
    explicit BackwardEncoder(MessageRoom& room) : begin_(room.data()), size_(room.size()) {}

    Bytes message() const { return {begin_ + size_ - written_, written_}; }

    bool integer(long value) {
        return asn_realloc_rbuild_int(&begin_, &size_, &written_, 0, ASN_INTEGER, &value, sizeof value) != 0;
    }

    bool octets(std::string_view text) {
        const auto* data = reinterpret_cast<const u_char*>(text.data());
        return asn_realloc_rbuild_string(&begin_, &size_, &written_, 0, ASN_OCTET_STR, data, text.size()) != 0;
    }

    bool varbind(const model::Oid& id) {
        const auto ids = id.ids();
        size_t length = ids.size();
        std::copy(ids.begin(), ids.end(), name_.begin());
        return snmp_realloc_rbuild_var_op(&begin_, &size_, &written_, 0, name_.data(), &length, ASN_NULL, nullptr, 0) !=
               0;
    }

    // A constructed value around all that was written so far.
    bool enclose(int tag) {
        return asn_realloc_rbuild_sequence(&begin_, &size_, &written_, 0, static_cast<u_char>(tag), written_) != 0;
    }

  private:
    u_char* begin_;
    size_t size_;
    size_t written_ = 0;
    std::array<oid, MAX_OID_LEN> name_;
};

bool encodeVarbinds(BackwardEncoder& to, std::span<const model::Oid* const> oids) {
    for (const model::Oid* id : std::views::reverse(oids))
        if (!to.varbind(*id)) return false;
    return to.enclose(ASN_SEQUENCE | ASN_CONSTRUCTOR);
}

}  // namespace

Bytes encodeRequest(const model::Credentials& credentials, const Request& request, MessageRoom& room) {
    BackwardEncoder to(room);
    const long version = credentials.version == model::Version::v1 ? SNMP_VERSION_1 : SNMP_VERSION_2c;
    const bool fits = encodeVarbinds(to, request.oids) && to.integer(request.max_repetitions) &&
                      to.integer(request.non_repeaters) && to.integer(request.request_id) &&
                      to.enclose(pduType(request.ask)) && to.octets(credentials.community.reveal()) &&
                      to.integer(version) && to.enclose(ASN_SEQUENCE | ASN_CONSTRUCTOR);
    return fits ? to.message() : Bytes{};
}

bool decodePdu(const RawMessage& message, SnmpSession::Listener& listener) {
    netsnmp_pdu pdu{};
    size_t length = message.pdu_octets.size();
    const bool decoded = snmp_pdu_parse(&pdu, const_cast<u_char*>(message.pdu_octets.data()), &length) == 0;
    if (decoded) listener.onPdu(pdu);
    snmp_free_varbind(pdu.variables);
    return decoded;
}

}  // namespace snmpolld::snmp
