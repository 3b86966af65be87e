// MessageEncoder: writes a message from its last octet to its first, with Net-SNMP's encoder. It has what the messages
// of all SNMP versions share; community_message and v3_message use it. If anything does not fit, the message is empty.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "snmp/ber.hpp"
#include "snmp/encoded_varbinds.hpp"
#include "snmp/request.hpp"

namespace snmpolld::snmp {

// Room for the largest UDP payload. A message is written to the end of it, so that the rest is never touched.
inline constexpr size_t kMaxMessage = 65507;
struct MessageRoom {
    std::array<uint8_t, kMaxMessage> octets;
    EncodedVarbinds varbinds;  // of the messages that were written here
};

class MessageEncoder {
  public:
    explicit MessageEncoder(MessageRoom& room)
        : known_(room.varbinds), begin_(room.octets.data()), size_(room.octets.size()) {}

    // All that has been written; empty when it did not fit.
    std::span<uint8_t> message() const;
    size_t written() const { return written_; }

    void integer(long value);
    void octets(std::string_view text);
    // The whole PDU of the request.
    void pdu(const Request& request);
    // Puts a tag and a length in front of what has been written, except the first `written` octets.
    void enclose(uint8_t tag, size_t written = 0);
    // Appends padding behind all that has been written, up to a multiple of `block` octets.
    void pad(size_t block);

  private:
    void varbinds(const Request& request);
    void varbind(const model::Oid& id);
    void copy(Bytes encoded);

    EncodedVarbinds& known_;
    uint8_t* begin_;
    size_t size_;
    size_t written_ = 0;
    bool fits_ = true;
};

}  // namespace snmpolld::snmp
