#include "spool/crc32c.hpp"

#include <array>

namespace snmpolld::spool {

namespace {

constexpr uint32_t kPolynomial = 0x82f63b78;  // reflected

constexpr std::array<uint32_t, 256> remainders() {
    std::array<uint32_t, 256> table{};
    for (uint32_t octet = 0; octet < table.size(); ++octet) {
        uint32_t rest = octet;
        for (int bit = 0; bit < 8; ++bit)
            rest = (rest >> 1) ^ ((rest & 1) != 0 ? kPolynomial : 0);
        table[octet] = rest;
    }
    return table;
}

constexpr std::array<uint32_t, 256> kRemainders = remainders();

}  // namespace

uint32_t crc32c(std::string_view octets) {
    uint32_t rest = 0xffffffff;
    for (const char c : octets)
        rest = (rest >> 8) ^ kRemainders[(rest ^ static_cast<uint8_t>(c)) & 0xff];
    return ~rest;
}

}  // namespace snmpolld::spool
