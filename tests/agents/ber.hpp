// BER for the test agents: just enough to read a request and to write an answer, right or wrong. Shares nothing with
// lib/, so that a mistake there cannot hide here. Builders return bytes; whoever wants to lie glues other bytes
// together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snmpolld::agents {

using Oid = std::vector<uint32_t>;

// "1.3.6.1" or ".1.3.6.1", at least two numbers.
std::optional<Oid> parseOid(std::string_view text);

namespace ber {

enum Tag : uint8_t {
    kInteger = 0x02,
    kOctetString = 0x04,
    kNull = 0x05,
    kObjectIdentifier = 0x06,
    kSequence = 0x30,
    kIpAddress = 0x40,
    kCounter32 = 0x41,
    kGauge32 = 0x42,
    kTimeTicks = 0x43,
    kOpaque = 0x44,
    kCounter64 = 0x46,
    kNoSuchObject = 0x80,
    kNoSuchInstance = 0x81,
    kEndOfMibView = 0x82,
};

struct Tlv {
    uint8_t tag = 0;
    std::string_view content;
};

// Reads one value after the other; nullopt: the bytes end too early, or a length of a form that no client uses.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    std::optional<Tlv> next();
    std::optional<std::string_view> next(uint8_t tag);
    std::optional<int64_t> nextInteger();
    bool empty() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

// Octets of the first complete value in a stream, or 0 while it is not complete.
size_t frameSize(std::string_view bytes);

std::optional<Oid> toOid(std::string_view content);

std::string tlv(uint8_t tag, std::string_view content);
std::string integer(int64_t value);
std::string unsignedInteger(uint8_t tag, uint64_t value);
std::string octets(std::string_view text);
std::string oid(const Oid& value);

// Two hex digits an octet; nullopt for anything else.
std::optional<std::string> unhex(std::string_view digits);

}  // namespace ber
}  // namespace snmpolld::agents
