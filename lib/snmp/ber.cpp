#include "snmp/ber.hpp"

#include "snmp/ber_parser.hpp"
#include "snmp/varbind_octets.hpp"

namespace snmpolld::snmp {

namespace {

constexpr size_t kMaxEngineId = 32;
constexpr size_t kMaxUserName = 32;
constexpr size_t kMaxAuthParameters = 48;
constexpr size_t kMaxPadding = 16;

std::string_view asText(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Whether the list can be read on behind this varbind.
bool countVarbind(Parser& parser, Bytes& list, RawPdu& pdu) {
    Bytes varbind;
    if (!parser.enterSequence(list, varbind, "a varbind is not a SEQUENCE")) return false;
    ++pdu.varbinds;
    if (parser.fault() == nullptr && readVarbind(varbind).fault != nullptr) ++pdu.damaged;
    return parser.fault() == nullptr;
}

void readPdu(Parser& parser, Bytes& in, RawPdu& pdu, bool report_allowed) {
    Bytes content;
    Bytes list;
    int32_t id = 0;
    if (!parser.enter(in, pdu.type, content)) return;
    if (pdu.type != kPduResponse && !(report_allowed && pdu.type == kPduReport))
        parser.fail("its PDU is not a response");
    if (!parser.takeInt32(content, id, "its request-id is not an INTEGER")) return;
    pdu.request_id = id;
    if (!parser.takeInt32(content, pdu.error_status, "its error-status is not an INTEGER")) return;
    if (!parser.takeInt32(content, pdu.error_index, "its error-index is not an INTEGER")) return;
    if (!parser.enterSequence(content, list, "its varbinds are not a SEQUENCE")) return;
    pdu.list = list;
    while (!list.empty())
        if (!countVarbind(parser, list, pdu)) return;
}

void readScoped(Parser& parser, Bytes& in, RawMessage& out) {
    Bytes scoped;
    Bytes part;
    if (!parser.enterSequence(in, scoped, "its scopedPDU is not a SEQUENCE")) return;
    if (!parser.takeTagged(scoped, kTagOctetString, part, "its contextEngineID is not an OCTET STRING")) return;
    out.context_engine_id = asText(part);
    if (part.size() > kMaxEngineId) parser.fail("its contextEngineID is longer than 32 octets");
    if (!parser.takeTagged(scoped, kTagOctetString, part, "its contextName is not an OCTET STRING")) return;
    out.context_name = asText(part);
    if (part.size() > 255) parser.fail("its contextName is longer than 255 octets");
    out.pdu_octets = scoped;
    readPdu(parser, scoped, out.pdu, true);
    out.left_over += scoped.size();
}

bool readGlobalData(Parser& parser, Bytes& message, RawMessage& out) {
    Bytes header;
    Bytes flags;
    int32_t id = 0;
    int32_t number = 0;
    if (!parser.enterSequence(message, header, "its msgGlobalData is not a SEQUENCE")) return false;
    if (!parser.takeInt32(header, id, "its msgID is not an INTEGER")) return false;
    out.msg_id = id;
    if (!parser.takeInt32(header, number, "its msgMaxSize is not an INTEGER")) return false;
    if (number < 484) parser.fail("its msgMaxSize is below 484");
    if (!parser.takeTagged(header, kTagOctetString, flags, "its msgFlags are not an OCTET STRING")) return false;
    if (flags.size() != 1) return parser.fail("its msgFlags are not one octet");
    out.flags = flags[0];
    if ((out.flags & (kFlagAuth | kFlagPriv)) == kFlagPriv)
        parser.fail("its msgFlags ask for privacy without authentication");
    if (!parser.takeInt32(header, number, "its msgSecurityModel is not an INTEGER")) return false;
    if (number != 3) parser.fail("its msgSecurityModel is not USM");
    parser.endOf(header, "there is something behind its msgSecurityModel");
    return true;
}

bool takeText(Parser& parser, Bytes& in, std::string_view& out, size_t limit, const char* what) {
    Bytes content;
    if (!parser.takeTagged(in, kTagOctetString, content, what)) return false;
    out = asText(content);
    return content.size() <= limit || parser.fail(what);
}

bool takeCount(Parser& parser, Bytes& in, uint32_t& out, const char* what) {
    int32_t value = 0;
    if (!parser.takeInt32(in, value, what)) return false;
    out = static_cast<uint32_t>(value);
    return value >= 0 || parser.fail(what);
}

bool readSecurityParameters(Parser& parser, Bytes& message, RawMessage& out) {
    Bytes wrapped;
    Bytes usm;
    if (!parser.takeTagged(message, kTagOctetString, wrapped, "its msgSecurityParameters are not an OCTET STRING"))
        return false;
    if (!parser.enterSequence(wrapped, usm, "its USM parameters are not a SEQUENCE")) return false;
    parser.endOf(wrapped, "there is something behind its USM parameters");
    if (!takeText(parser, usm, out.engine_id, kMaxEngineId, "its engine ID is longer than 32 octets")) return false;
    if (!takeCount(parser, usm, out.engine_boots, "its engine boots are out of range")) return false;
    if (!takeCount(parser, usm, out.engine_time, "its engine time is out of range")) return false;
    if (!takeText(parser, usm, out.user, kMaxUserName, "its user name is longer than 32 octets")) return false;
    if (!parser.takeTagged(usm, kTagOctetString, out.digest, "its authentication parameters are not an OCTET STRING"))
        return false;
    if (out.digest.size() > kMaxAuthParameters) return parser.fail("its authentication parameters are too long");
    if (!parser.takeTagged(usm, kTagOctetString, out.salt, "its privacy parameters are not an OCTET STRING"))
        return false;
    if (out.salt.size() != (out.flags & kFlagPriv ? 8 : out.salt.empty() ? 0 : 8))
        return parser.fail("its privacy parameters are not 8 octets");
    if (out.flags & kFlagAuth && out.digest.size() < 12)
        return parser.fail("its authentication parameters are too short");
    parser.endOf(usm, "there is something behind its privacy parameters");
    return parser.fault() == nullptr;
}

void readV3(Parser& parser, Bytes& message, RawMessage& out) {
    if (!readGlobalData(parser, message, out)) return;
    if (!readSecurityParameters(parser, message, out)) return;
    if ((out.flags & kFlagPriv) == 0) return readScoped(parser, message, out);
    parser.takeTagged(message, kTagOctetString, out.ciphertext, "its encrypted scopedPDU is not an OCTET STRING");
}

void readCommunityMessage(Parser& parser, Bytes& message, RawMessage& out) {
    Bytes community;
    if (!parser.takeTagged(message, kTagOctetString, community, "its community is not an OCTET STRING")) return;
    out.community = asText(community);
    out.pdu_octets = message;
    readPdu(parser, message, out.pdu, false);
}

void readOuter(Parser& parser, Bytes datagram, RawMessage& out) {
    const size_t size = datagram.size();
    Bytes message;
    int32_t version = 0;
    if (!parser.enterSequence(datagram, message, "it is not a SEQUENCE")) return;
    out.left_over = datagram.size();
    out.size = size - datagram.size();
    if (!parser.takeInt32(message, version, "its version is not an INTEGER")) return;
    out.version = version;
    if (version == kVersion3)
        readV3(parser, message, out);
    else if (version == kVersion1 || version == kVersion2c)
        readCommunityMessage(parser, message, out);
    else
        parser.fail("its version is unknown");
    out.left_over += message.size();
}

}  // namespace

std::optional<Tlv> takeTlv(Bytes& in) {
    const auto header = readHeader(in);
    if (!header || header->length > in.size() - header->size) return std::nullopt;
    const size_t size = header->size + header->length;
    const Tlv out{.tag = header->tag, .whole = in.first(size), .content = in.subspan(header->size, header->length)};
    in = in.subspan(size);
    return out;
}

RawMessage readMessage(Bytes datagram) {
    RawMessage out;
    Parser parser;
    readOuter(parser, datagram, out);
    out.fault = parser.fault();
    return out;
}

const char* readScopedPdu(Bytes plaintext, RawMessage& out) {
    Parser parser;
    readScoped(parser, plaintext, out);
    if (plaintext.size() > kMaxPadding) out.left_over += plaintext.size();
    return parser.fault();
}

std::optional<size_t> messageLength(Bytes bytes) {
    if (!bytes.empty() && bytes[0] != kTagSequence) return 0;
    const auto header = readHeader(bytes);
    if (!header) return std::nullopt;
    constexpr size_t kMaxMessage = 65535;
    return header->length > kMaxMessage ? 0 : header->size + header->length;
}

}  // namespace snmpolld::snmp
