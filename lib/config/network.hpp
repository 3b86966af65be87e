// Networks of IP addresses, and the addresses at which servers listen, read from text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/address.hpp"

namespace snmpolld::config {

struct Network {
    model::Address base;  // the bits behind the prefix and the port are 0
    uint32_t length = 0;  // of the prefix, in bits

    // The port and the zone of the address do not matter.
    bool contains(const model::Address& address) const;
    std::string toString() const;  // "192.0.2.0/24"
    bool operator==(const Network&) const = default;
};

// The network with a prefix of `length` bits in which the address lies.
Network networkOf(const model::Address& address, uint32_t length);

// "192.0.2.0/24", "2001:db8::/32", or an address, which is a network of one. The error is a sentence without a subject.
Result<Network> parseNetwork(std::string_view text);

// Decimal digits only; nullopt for anything else, and for what is larger than `max`.
std::optional<uint32_t> parseUpTo(std::string_view text, uint32_t max);

// "127.0.0.1:9117", "[::1]:9117"; port 0 stands for any free port. The error is a sentence without a subject.
Result<model::Address> parseListen(std::string_view text);

}  // namespace snmpolld::config
