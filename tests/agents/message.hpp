// SNMPv1 and v2c messages of the test agents: request in, answer out. A varbind's value stays as its encoded bytes, so
// that it can be anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ber.hpp"

namespace snmpolld::agents {

enum Pdu : uint8_t { kGet = 0xa0, kGetNext = 0xa1, kResponse = 0xa2, kGetBulk = 0xa5, kReport = 0xa8 };
enum Version : int64_t { kV1 = 0, kV2c = 1, kV3 = 3 };
enum ErrorStatus : int64_t { kNoError = 0, kTooBig = 1, kNoSuchName = 2, kGenErr = 5 };

struct Varbind {
    Oid oid;
    std::string value;      // a whole encoded value: tag, length, content
    std::string instead{};  // octets that are sent in the place of both; empty: none
};

struct Message {
    int64_t version = kV2c;
    std::string community;
    uint8_t pdu = kGet;
    int64_t request_id = 0;
    int64_t error_status = 0;  // GETBULK: non-repeaters
    int64_t error_index = 0;   // GETBULK: max-repetitions
    std::vector<Varbind> varbinds;
};

std::optional<Message> decode(std::string_view bytes);
std::string encode(const Message& message);

// Their parts, for who has the varbinds encoded already or puts the PDU into another message.
bool decodePdu(const ber::Tlv& pdu, Message& message);
std::string encodeVarbinds(const std::vector<Varbind>& varbinds);  // without the tag and length of the list
std::string encodePdu(const Message& message, std::string_view varbinds);
std::string encodeCommunityMessage(const Message& message, std::string_view pdu);

}  // namespace snmpolld::agents
