// The strict check of a raw answer before Net-SNMP sees it (docs/adr/0013): BER with definite lengths inside their
// bounds, integers within their SMI types, well-formed OIDs, a response or report PDU. The engine calls it for every
// datagram, V3Session again for the plaintext of an encrypted message. It never allocates or reads beyond its input.
// A value that breaks the rules damages its varbind alone, since the varbind's SEQUENCE says where the next one begins;
// damage.hpp says what is wrong with it. Everything else that is wrong is a fault of the whole message,
// except octets behind the message, its PDU or its list of varbinds, which are ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace snmpolld::snmp {

using Bytes = std::span<const uint8_t>;

inline constexpr int kVersion1 = 0;
inline constexpr int kVersion2c = 1;
inline constexpr int kVersion3 = 3;

inline constexpr uint8_t kTagInteger = 0x02;
inline constexpr uint8_t kTagOctetString = 0x04;
inline constexpr uint8_t kTagSequence = 0x30;

inline constexpr uint8_t kPduResponse = 0xa2;
inline constexpr uint8_t kPduReport = 0xa8;

inline constexpr uint8_t kFlagAuth = 0x01;
inline constexpr uint8_t kFlagPriv = 0x02;
inline constexpr uint8_t kFlagReportable = 0x04;

struct RawPdu {
    uint8_t type = 0;
    std::optional<int32_t> request_id;
    int32_t error_status = 0;
    int32_t error_index = 0;
    Bytes list{};  // of varbinds, if the message is without a fault
    uint32_t varbinds = 0;
    uint32_t damaged = 0;  // of these, varbinds that cannot be believed
};

// A message as far as it could be read. `fault` says in words what is wrong with it first, or is null when nothing is.
// The views point into the datagram.
struct RawMessage {
    const char* fault = nullptr;
    size_t size = 0;       // octets of the message, without what stands behind it
    size_t left_over = 0;  // octets that are ignored because they stand behind something complete
    int version = -1;
    std::string_view community;  // v1, v2c

    // SNMPv3 only (RFC 3412 section 6, RFC 3414 section 2.4).
    std::optional<int32_t> msg_id;
    uint8_t flags = 0;
    std::string_view engine_id;
    uint32_t engine_boots = 0;
    uint32_t engine_time = 0;
    std::string_view user;
    Bytes digest;      // msgAuthenticationParameters
    Bytes salt;        // msgPrivacyParameters
    Bytes ciphertext;  // the scopedPDU, when the flags say that it is encrypted

    // What follows is empty as long as it is encrypted.
    std::string_view context_engine_id;  // SNMPv3 only
    std::string_view context_name;       // SNMPv3 only
    Bytes pdu_octets;
    RawPdu pdu;

    // What ties an answer to its request: the request-id of v1 and v2c, the msgID of v3.
    std::optional<int32_t> id() const { return version == kVersion3 ? msg_id : pdu.request_id; }
};

RawMessage readMessage(Bytes datagram);

// A tag, a length and so many octets.
struct Tlv {
    uint8_t tag = 0;
    Bytes whole{};
    Bytes content{};
};

// Takes the first one off `in`; nullopt if there is no whole one.
std::optional<Tlv> takeTlv(Bytes& in);

// Reads the scopedPDU that was encrypted in a message from its plaintext, which may end with a block cipher's padding.
// Returns the fault, or null.
const char* readScopedPdu(Bytes plaintext, RawMessage& out);

// The length of the whole message that `bytes` begins with: nullopt when more of it is needed to tell, 0 when no SNMP
// message can begin like this.
std::optional<size_t> messageLength(Bytes bytes);

}  // namespace snmpolld::snmp
