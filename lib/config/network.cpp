#include "config/network.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace snmpolld::config {

namespace {

using model::Address;
using model::Family;

uint32_t bitsOf(const Address& address) {
    return address.family == Family::ipv4 ? 32 : 128;
}

Address masked(Address address, uint32_t length) {
    const uint32_t whole = length / 8;
    if (whole >= address.bytes.size()) return address;
    address.bytes[whole] = static_cast<uint8_t>(address.bytes[whole] & ~(0xffU >> length % 8));
    std::fill(address.bytes.begin() + whole + 1, address.bytes.end(), 0);
    return address;
}

std::string inQuotes(std::string_view text) {
    return "\"" + printable(text.substr(0, 80)) + "\"";
}

}  // namespace

std::optional<uint32_t> parseUpTo(std::string_view text, uint32_t max) {
    uint32_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || end != text.data() + text.size() || number > max) return std::nullopt;
    return number;
}

bool Network::contains(const Address& address) const {
    return address.family == base.family && masked(address, length).bytes == base.bytes;
}

std::string Network::toString() const {
    return base.hostString() + "/" + std::to_string(length);
}

Network networkOf(const Address& address, uint32_t length) {
    Address base = masked(address, length);
    base.port = 0;
    base.scope = 0;
    return {base, length};
}

Result<Network> parseNetwork(std::string_view text) {
    const size_t slash = text.find('/');
    const auto address = Address::parse(text.substr(0, slash), 0);
    if (!address || address->scope != 0)
        return usageError(inQuotes(text) + " is not a network such as 192.0.2.0/24 or 2001:db8::/32");
    const uint32_t bits = bitsOf(*address);
    const auto length = slash == std::string_view::npos ? bits : parseUpTo(text.substr(slash + 1), bits);
    if (!length) return usageError(inQuotes(text) + ": a prefix length is 0 to " + std::to_string(bits));
    Network network{masked(*address, *length), *length};
    if (network.base != *address)
        return usageError(inQuotes(text) + " has bits set beyond its prefix; did you mean " + network.toString() + "?");
    return network;
}

Result<Address> parseListen(std::string_view text) {
    const auto bad = [&](std::string_view why) { return usageError(inQuotes(text) + std::string(why)); };
    const size_t colon = text.rfind(':');
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    const bool ipv6 = host.find(':') != std::string_view::npos;
    const auto address = Address::parse(host, 0);
    if (colon == std::string_view::npos || !address || ipv6 != bracketed)
        return bad(" is not ADDRESS:PORT such as 127.0.0.1:9117 or [::1]:9117");
    const auto port = parseUpTo(text.substr(colon + 1), 65535);
    if (!port) return bad(": a port is 0 to 65535");
    Address out = *address;
    out.port = static_cast<uint16_t>(*port);
    return out;
}

}  // namespace snmpolld::config
