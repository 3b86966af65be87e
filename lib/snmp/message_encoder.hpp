// MessageEncoder: writes a message into a room from its last octet to its first, with Net-SNMP's encoder. What the
// messages of all versions have in common; used by community_message and v3_message. Once something did not fit, the
// message is empty.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "snmp/ber.hpp"
#include "snmp/request.hpp"

namespace snmpolld::snmp {

// Room for the largest UDP payload. A message is written to its end, so that only the end is ever touched.
inline constexpr size_t kMaxMessage = 65507;
using MessageRoom = std::array<uint8_t, kMaxMessage>;

class MessageEncoder {
  public:
    explicit MessageEncoder(MessageRoom& room) : begin_(room.data()), size_(room.size()) {}

    // All that was written so far; empty when it did not fit.
    std::span<uint8_t> message() const;
    size_t written() const { return written_; }

    void integer(long value);
    void octets(std::string_view text);
    // Request-id and varbinds, as the PDU that the request is.
    void pdu(const Request& request);
    // A value with this tag around what was written since `written` octets were.
    void enclose(uint8_t tag, size_t written = 0);
    // Octets of no meaning behind all that was written, until their number is a multiple of `block`.
    void pad(size_t block);

  private:
    void varbind(const model::Oid& id);

    uint8_t* begin_;
    size_t size_;
    size_t written_ = 0;
    bool fits_ = true;
};

}  // namespace snmpolld::snmp
