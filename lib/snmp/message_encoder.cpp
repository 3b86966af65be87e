#include "snmp/message_encoder.hpp"
#include "snmp/net_snmp.hpp"

#include <algorithm>
#include <cstring>

namespace snmpolld::snmp {

namespace {

u_char pduType(Ask ask) {
    switch (ask) {
        case Ask::get:
            return SNMP_MSG_GET;
        case Ask::get_next:
            return SNMP_MSG_GETNEXT;
        case Ask::get_bulk:
            return SNMP_MSG_GETBULK;
    }
    return SNMP_MSG_GET;
}

}  // namespace

std::span<uint8_t> MessageEncoder::message() const {
    if (!fits_) return {};
    return {begin_ + size_ - written_, written_};
}

void MessageEncoder::integer(long value) {
    fits_ = fits_ && asn_realloc_rbuild_int(&begin_, &size_, &written_, 0, ASN_INTEGER, &value, sizeof value) != 0;
}

void MessageEncoder::octets(std::string_view text) {
    const auto* data = reinterpret_cast<const u_char*>(text.empty() ? "" : text.data());
    fits_ = fits_ && asn_realloc_rbuild_string(&begin_, &size_, &written_, 0, ASN_OCTET_STR, data, text.size()) != 0;
}

void MessageEncoder::varbind(const model::Oid& id) {
    std::array<oid, MAX_OID_LEN> name;
    const auto ids = id.ids();
    size_t length = ids.size();
    std::copy(ids.begin(), ids.end(), name.begin());
    fits_ = fits_ &&
            snmp_realloc_rbuild_var_op(&begin_, &size_, &written_, 0, name.data(), &length, ASN_NULL, nullptr, 0) != 0;
}

void MessageEncoder::copy(Bytes encoded) {
    fits_ = fits_ && written_ + encoded.size() <= size_;
    if (!fits_) return;
    written_ += encoded.size();
    std::ranges::copy(encoded, begin_ + size_ - written_);
}

// The OIDs of a walk are others in each request.
void MessageEncoder::varbinds(const Request& request) {
    const bool repeats = request.ask == Ask::get;
    if (const Bytes encoded = repeats ? known_.find(request.oids) : Bytes(); !encoded.empty()) return copy(encoded);
    const size_t before = written_;
    for (auto id = request.oids.rbegin(); id != request.oids.rend(); ++id)
        varbind(**id);
    if (repeats && fits_) known_.keep(request.oids, Bytes(begin_ + size_ - written_, written_ - before));
}

void MessageEncoder::pdu(const Request& request) {
    const size_t before = written_;
    varbinds(request);
    enclose(ASN_SEQUENCE | ASN_CONSTRUCTOR, before);
    integer(request.max_repetitions);
    integer(request.non_repeaters);
    integer(request.request_id);
    enclose(pduType(request.ask), before);
}

void MessageEncoder::enclose(uint8_t tag, size_t written) {
    fits_ = fits_ && asn_realloc_rbuild_sequence(&begin_, &size_, &written_, 0, tag, written_ - written) != 0;
}

void MessageEncoder::pad(size_t block) {
    const size_t more = (block - written_ % block) % block;
    fits_ = fits_ && written_ + more <= size_;
    if (!fits_ || more == 0) return;
    uint8_t* const content = begin_ + size_ - written_;
    std::memmove(content - more, content, written_);
    std::memset(begin_ + size_ - more, 0, more);
    written_ += more;
}

}  // namespace snmpolld::snmp
