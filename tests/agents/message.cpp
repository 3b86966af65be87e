// SNMPv1 and v2c messages of the test agents, see message.hpp.
#include "message.hpp"

namespace snmpolld::agents {
namespace {

std::optional<Varbind> readVarbind(std::string_view content) {
    ber::Reader reader(content);
    const auto oid = reader.next(ber::kObjectIdentifier);
    const auto value = reader.next();
    const auto ids = oid ? ber::toOid(*oid) : std::nullopt;
    if (!ids || !value) return std::nullopt;
    return Varbind{*ids, ber::tlv(value->tag, value->content)};
}

bool readVarbinds(std::string_view content, std::vector<Varbind>& out) {
    ber::Reader reader(content);
    while (!reader.empty()) {
        const auto entry = reader.next(ber::kSequence);
        auto varbind = entry ? readVarbind(*entry) : std::nullopt;
        if (!varbind) return false;
        out.push_back(std::move(*varbind));
    }
    return true;
}

}  // namespace

bool decodePdu(const ber::Tlv& pdu, Message& message) {
    ber::Reader reader(pdu.content);
    const auto request_id = reader.nextInteger();
    const auto status = reader.nextInteger();
    const auto index = reader.nextInteger();
    const auto list = reader.next(ber::kSequence);
    if (!request_id || !status || !index || !list) return false;
    message.pdu = pdu.tag;
    message.request_id = *request_id;
    message.error_status = *status;
    message.error_index = *index;
    return readVarbinds(*list, message.varbinds);
}

std::optional<Message> decode(std::string_view bytes) {
    const auto outer = ber::Reader(bytes).next(ber::kSequence);
    if (!outer) return std::nullopt;
    ber::Reader reader(*outer);
    const auto version = reader.nextInteger();
    const auto community = reader.next(ber::kOctetString);
    const auto pdu = reader.next();
    if (!version || !community || !pdu) return std::nullopt;
    Message message;
    message.version = *version;
    message.community = *community;
    if (!decodePdu(*pdu, message)) return std::nullopt;
    return message;
}

std::string encodeVarbinds(const std::vector<Varbind>& varbinds) {
    std::string out;
    for (const Varbind& varbind : varbinds)
        out +=
            ber::tlv(ber::kSequence, varbind.instead.empty() ? ber::oid(varbind.oid) + varbind.value : varbind.instead);
    return out;
}

std::string encodePdu(const Message& message, std::string_view varbinds) {
    return ber::tlv(message.pdu, ber::integer(message.request_id) + ber::integer(message.error_status) +
                                     ber::integer(message.error_index) + ber::tlv(ber::kSequence, varbinds));
}

std::string encodeCommunityMessage(const Message& message, std::string_view pdu) {
    return ber::tlv(ber::kSequence, (ber::integer(message.version) + ber::octets(message.community)).append(pdu));
}

std::string encode(const Message& message) {
    return encodeCommunityMessage(message, encodePdu(message, encodeVarbinds(message.varbinds)));
}

}  // namespace snmpolld::agents
