#include "snmp/ber.hpp"

#include <limits>

namespace snmpolld::snmp {

namespace {

constexpr uint8_t kInteger = 0x02;
constexpr uint8_t kNull = 0x05;
constexpr uint8_t kObjectIdentifier = 0x06;
constexpr uint8_t kIpAddress = 0x40;
constexpr uint8_t kCounter32 = 0x41;
constexpr uint8_t kGauge32 = 0x42;
constexpr uint8_t kTimeTicks = 0x43;
constexpr uint8_t kOpaque = 0x44;
constexpr uint8_t kCounter64 = 0x46;
constexpr uint8_t kUInteger32 = 0x47;  // RFC 1442; a few old agents still send it

constexpr size_t kMaxOidSize = 128;
constexpr size_t kMaxEngineId = 32;
constexpr size_t kMaxUserName = 32;
constexpr size_t kMaxAuthParameters = 48;
constexpr size_t kMaxPadding = 16;

std::string_view asText(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Header {
    uint8_t tag = 0;
    size_t length = 0;
    size_t size = 0;  // octets of tag and length
};

// nullopt: `in` ends too early; length SIZE_MAX: a form that SNMP does not allow.
std::optional<Header> readHeader(Bytes in) {
    if (in.size() < 2) return std::nullopt;
    Header h{.tag = in[0], .length = in[1], .size = 2};
    if (h.length < 0x80) return h;
    const size_t octets = h.length & 0x7f;
    if (octets == 0 || octets > 4) {
        h.length = std::numeric_limits<size_t>::max();
        return h;
    }
    if (in.size() < 2 + octets) return std::nullopt;
    h.length = 0;
    for (size_t i = 0; i < octets; ++i)
        h.length = h.length << 8 | in[2 + i];
    h.size += octets;
    return h;
}

// Walks the message and keeps the first fault. A container that claims more than there is is entered as far as it goes,
// so that the id of a cut message can still be read; its fault stays noted.
class Parser {
  public:
    const char* fault() const { return fault_; }

    bool fail(const char* what) {
        if (fault_ == nullptr) fault_ = what;
        return false;
    }

    // Takes a primitive value off `in`.
    bool take(Bytes& in, uint8_t& tag, Bytes& content) {
        const auto header = readHeader(in);
        if (!header) return fail("it is cut short");
        if (header->length == std::numeric_limits<size_t>::max()) return fail("a length is indefinite or too long");
        if (header->length > in.size() - header->size) return fail("a length goes beyond what encloses it");
        tag = header->tag;
        content = in.subspan(header->size, header->length);
        in = in.subspan(header->size + header->length);
        return true;
    }

    bool takeTagged(Bytes& in, uint8_t wanted, Bytes& content, const char* what) {
        uint8_t tag = 0;
        if (!take(in, tag, content)) return false;
        return tag == wanted || fail(what);
    }

    // Enters a container and takes it off `in`, even when it is cut short.
    bool enter(Bytes& in, uint8_t& tag, Bytes& content) {
        const auto header = readHeader(in);
        if (!header) return fail("it is cut short");
        if (header->length == std::numeric_limits<size_t>::max()) return fail("a length is indefinite or too long");
        size_t length = header->length;
        if (length > in.size() - header->size) {
            fail("a length goes beyond what encloses it");
            length = in.size() - header->size;
        }
        tag = header->tag;
        content = in.subspan(header->size, length);
        in = in.subspan(header->size + length);
        return true;
    }

    bool enterSequence(Bytes& in, Bytes& content, const char* what) {
        uint8_t tag = 0;
        if (!enter(in, tag, content)) return false;
        return tag == kTagSequence || fail(what);
    }

    bool takeInt32(Bytes& in, int32_t& value, const char* what) {
        Bytes content;
        if (!takeTagged(in, kInteger, content, what)) return false;
        if (content.empty() || content.size() > 4) return fail("an INTEGER is empty or longer than 4 octets");
        int64_t v = content[0] & 0x80 ? -1 : 0;
        for (const uint8_t octet : content)
            v = v * 256 + octet;
        value = static_cast<int32_t>(v);
        return true;
    }

    void endOf(Bytes rest, const char* what) {
        if (!rest.empty()) fail(what);
    }

  private:
    const char* fault_ = nullptr;
};

const char* checkOid(Bytes content) {
    size_t ids = 1;  // the first octets hold two
    uint64_t id = 0;
    bool inside = false;
    for (const uint8_t octet : content) {
        if (!inside && octet == 0x80) return "an OID has a padded sub-identifier";
        id = id << 7 | (octet & 0x7f);
        if (id > 0xffffffffULL + (ids == 1 ? 80 : 0)) return "an OID has a sub-identifier above 32 bits";
        inside = (octet & 0x80) != 0;
        if (inside) continue;
        ++ids;
        id = 0;
    }
    if (inside) return "an OID is cut short";
    return ids > kMaxOidSize ? "an OID has more than 128 sub-identifiers" : nullptr;
}

const char* checkUnsigned(Bytes content, size_t octets, const char* what) {
    if (content.empty()) return what;
    if (content.size() <= octets) return nullptr;
    return content.size() == octets + 1 && content[0] == 0 ? nullptr : what;
}

// Opaque with one of the forms that Net-SNMP agents wrap: 0x9f, a tag, a length, the value.
const char* checkOpaque(Bytes content) {
    if (content.size() < 2 || content[0] != 0x9f) return nullptr;
    constexpr auto kBad = "a wrapped Opaque value has a wrong length";
    const uint8_t tag = content[1];
    const bool known = tag == 0x76 || tag == 0x78 || tag == 0x79 || tag == 0x7a || tag == 0x7b;
    if (!known) return nullptr;
    if (content.size() < 4 || content[2] != content.size() - 3) return kBad;
    const Bytes value = content.subspan(3);
    if (tag == 0x78) return value.size() == 4 ? nullptr : kBad;
    if (tag == 0x79) return value.size() == 8 ? nullptr : kBad;
    if (tag == 0x7a) return value.size() <= 8 ? nullptr : kBad;
    return checkUnsigned(value, 8, kBad);
}

const char* checkValue(uint8_t tag, Bytes content) {
    switch (tag) {
        case kInteger:
            return content.empty() || content.size() > 4 ? "an Integer32 is empty or longer than 4 octets" : nullptr;
        case kTagOctetString:
            return nullptr;
        case kObjectIdentifier:
            return checkOid(content);
        case kIpAddress:
            return content.size() == 4 ? nullptr : "an IpAddress is not 4 octets long";
        case kCounter32:
            return checkUnsigned(content, 4, "a Counter32 is empty or beyond 32 bits");
        case kGauge32:
        case kUInteger32:
            return checkUnsigned(content, 4, "a Gauge32 is empty or beyond 32 bits");
        case kTimeTicks:
            return checkUnsigned(content, 4, "a TimeTicks is empty or beyond 32 bits");
        case kCounter64:
            return checkUnsigned(content, 8, "a Counter64 is empty or beyond 64 bits");
        case kOpaque:
            return checkOpaque(content);
        case kNull:
        case 0x80:
        case 0x81:
        case 0x82:
            return content.empty() ? nullptr : "a value that has no content has some";
        default:
            return "a value is of an unknown type";
    }
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

RawVarbind readVarbind(Bytes content) {
    Parser parser;
    RawVarbind out;
    const auto bad = [&](const char* fault) {
        out.fault = fault;
        return out;
    };
    if (!parser.takeTagged(content, kObjectIdentifier, out.name, "a varbind does not begin with an OID")) {
        out.name = {};
        return bad(parser.fault());
    }
    const char* const fault = out.name.empty() ? "a varbind has an empty OID" : checkOid(out.name);
    if (fault != nullptr) {
        out.name = {};
        return bad(fault);
    }
    const auto header = readHeader(content);
    if (!header) return bad("a varbind has no value");
    out.tag = header->tag;
    out.value = content.subspan(header->size);
    if (header->length > out.value.size()) return bad("a value goes beyond its varbind");
    if (header->length < out.value.size()) return bad("a varbind has more than a name and a value");
    out.fault = checkValue(out.tag, out.value);
    return out;
}

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
