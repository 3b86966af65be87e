// The target grammar (target_spec.hpp) read from left to right: transport, community, then host or range, then port.
// Called for each entry of a config file and each argument of a sweep, so its input may be hostile. Never resolves a
// name.
#include "config/target_spec.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/text.hpp"

namespace snmpolld::config {

namespace {

using model::Address;
using model::Family;

constexpr uint64_t kMaxHosts = uint64_t{1} << 24;
constexpr size_t kMaxText = 512;
constexpr size_t kMaxTargetCommunity = 255;

struct Prefix {
    std::string_view word;
    model::Transport transport;
    bool ipv6_only;
};

constexpr std::array<Prefix, 4> kPrefixes{{{"udp:", model::Transport::udp, false},
                                           {"udp6:", model::Transport::udp, true},
                                           {"tcp:", model::Transport::tcp, false},
                                           {"tcp6:", model::Transport::tcp, true}}};

tl::unexpected<Error> bad(const TargetSpec& spec, std::string_view why) {
    return usageError("target \"" + printable(spec.text) + "\": " + std::string(why));
}

std::optional<uint32_t> parseNumber(std::string_view text, uint32_t max) {
    uint32_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || end != text.data() + text.size() || number > max) return std::nullopt;
    return number;
}

// The part of an address in which a range counts: 32 bits of IPv4, the lower 64 of IPv6.
uint64_t lowBits(const Address& a) {
    uint64_t value = 0;
    const bool v4 = a.family == Family::ipv4;
    for (size_t i = v4 ? 0 : 8; i < (v4 ? 4U : 16U); ++i)
        value = value << 8 | a.bytes[i];
    return value;
}

bool sameHighBits(const Address& a, const Address& b) {
    return a.family == Family::ipv4 || std::equal(a.bytes.begin(), a.bytes.begin() + 8, b.bytes.begin());
}

Address addTo(Address a, uint64_t offset) {
    for (size_t i = a.family == Family::ipv4 ? 4 : 16; i-- > 0 && offset > 0; offset >>= 8) {
        offset += a.bytes[i];
        a.bytes[i] = static_cast<uint8_t>(offset);
    }
    return a;
}

void clearHostBits(Address& a, uint32_t prefix_length) {
    for (uint32_t bit = prefix_length; bit < 128; ++bit)
        a.bytes[bit / 8] = static_cast<uint8_t>(a.bytes[bit / 8] & ~(0x80U >> (bit % 8)));
}

// RFC 1123 section 2.1 and the underscore, which people use; the last label is never a number.
bool isHostName(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.empty() || name.size() > 253) return false;
    size_t label = 0;
    for (size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        const bool at_edge = label == 0 || i + 1 == name.size() || name[i + 1] == '.';
        if (c == '.' ? label == 0 : !alnum && (c != '-' || at_edge)) return false;
        label = c == '.' ? 0 : label + 1;
        if (label > 63) return false;
    }
    return true;
}

bool lastLabelIsNumber(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    const std::string_view label = name.substr(name.rfind('.') + 1);
    return std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> checkFamily(const TargetSpec& spec, const Address& address) {
    if (spec.ipv6_only && address.family == Family::ipv4)
        return bad(spec, "an IPv4 address cannot be reached over IPv6");
    return {};
}

Result<void> readSingle(TargetSpec& spec, std::string_view node) {
    spec.node = node;
    if (node.empty()) return bad(spec, "the host is missing");
    if (const auto address = Address::parse(node, spec.port)) {
        spec.first = *address;
        return checkFamily(spec, *address);
    }
    if (node.find(':') != std::string_view::npos)
        return bad(spec, "\"" + printable(node) + "\" is not an IPv6 address");
    if (lastLabelIsNumber(node)) return bad(spec, "\"" + printable(node) + "\" is not an IPv4 address");
    if (!isHostName(node)) return bad(spec, "\"" + printable(node) + "\" is not a host name");
    return {};
}

Result<void> readNetwork(TargetSpec& spec, std::string_view base, std::string_view length_text) {
    const auto address = Address::parse(base, spec.port);
    if (!address) return bad(spec, "an IP address is expected before the /");
    const bool v4 = address->family == Family::ipv4;
    const auto length = parseNumber(length_text, v4 ? 32 : 128);
    if (!length) return bad(spec, v4 ? "a prefix length is 0 to 32" : "a prefix length is 0 to 128");
    const uint32_t host_bits = (v4 ? 32 : 128) - *length;
    if (host_bits > 24) return bad(spec, "more than 16777216 hosts");
    spec.first = *address;
    clearHostBits(spec.first, *length);
    spec.count = uint64_t{1} << host_bits;
    if (v4 && host_bits >= 2) {
        spec.first = addTo(spec.first, 1);
        spec.count -= 2;
    }
    return checkFamily(spec, spec.first);
}

// The end of "10.0.0.1-50" or "10.0.0.1-10.0.1.20".
std::optional<Address> rangeEnd(const Address& first, std::string_view text) {
    const auto octet = parseNumber(text, 255);
    if (!octet || first.family == Family::ipv6) return Address::parse(text, first.port);
    Address last = first;
    last.bytes[3] = static_cast<uint8_t>(*octet);
    return last;
}

Result<void> readRange(TargetSpec& spec, const Address& first, std::string_view end_text) {
    const auto last = rangeEnd(first, end_text);
    if (!last || last->family != first.family)
        return bad(spec, "\"" + printable(end_text) + "\" is not the end of a range of addresses");
    if (!sameHighBits(first, *last)) return bad(spec, "more than 16777216 hosts");
    if (lowBits(*last) < lowBits(first)) return bad(spec, "the range ends before it begins");
    spec.first = first;
    spec.count = lowBits(*last) - lowBits(first) + 1;
    if (spec.count > kMaxHosts || spec.count == 0) return bad(spec, "more than 16777216 hosts");
    return checkFamily(spec, first);
}

// A dash makes a range only between an address and what may be an address or a number, because host names have dashes,
// too.
std::optional<Address> rangeStart(const TargetSpec& spec, std::string_view node, size_t dash) {
    if (dash == std::string_view::npos) return std::nullopt;
    if (node.find_first_not_of("0123456789abcdefABCDEF.:", dash + 1) != std::string_view::npos) return std::nullopt;
    return Address::parse(node.substr(0, dash), spec.port);
}

Result<void> readNode(TargetSpec& spec, std::string_view node) {
    const auto odd = [](char c) { return c <= ' ' || c >= 0x7f || c < 0; };
    if (std::any_of(node.begin(), node.end(), odd)) return bad(spec, "a space, control or non-ASCII character");
    if (const size_t slash = node.find('/'); slash != std::string_view::npos)
        return readNetwork(spec, node.substr(0, slash), node.substr(slash + 1));
    const size_t dash = node.find('-');
    if (const auto first = rangeStart(spec, node, dash)) return readRange(spec, *first, node.substr(dash + 1));
    return readSingle(spec, node);
}

Result<void> readPort(TargetSpec& spec, std::string_view text) {
    const auto port = parseNumber(text, 65535);
    if (!port || *port == 0)
        return bad(spec, "\"" + printable(text) + "\" is not a port (1 to 65535); transports are udp, udp6, tcp, tcp6");
    spec.port = static_cast<uint16_t>(*port);
    spec.port_given = true;
    return {};
}

Result<void> readBracketed(TargetSpec& spec, std::string_view rest) {
    const size_t close = rest.find(']');
    if (close == std::string_view::npos) return bad(spec, "the ] is missing");
    const std::string_view node = rest.substr(1, close - 1);
    const std::string_view tail = rest.substr(close + 1);
    if (node.find(':') == std::string_view::npos) return bad(spec, "an IPv6 address is expected in []");
    if (!tail.empty() && tail.front() != ':') return bad(spec, "only :PORT may follow the ]");
    if (!tail.empty())
        if (const auto done = readPort(spec, tail.substr(1)); !done) return done;
    return readNode(spec, node);
}

Result<void> readPlace(TargetSpec& spec, std::string_view rest) {
    if (rest.starts_with('[')) return readBracketed(spec, rest);
    const size_t colon = rest.rfind(':');
    const size_t slash = rest.rfind('/');
    const bool only_colon = colon != std::string_view::npos && rest.find(':') == colon;
    const bool after_slash = colon != std::string_view::npos && slash != std::string_view::npos && colon > slash;
    if (!only_colon && !after_slash) return readNode(spec, rest);
    if (const auto done = readPort(spec, rest.substr(colon + 1)); !done) return done;
    return readNode(spec, rest.substr(0, colon));
}

std::string_view takeTransport(TargetSpec& spec, std::string_view& rest) {
    for (const Prefix& prefix : kPrefixes) {
        if (!rest.starts_with(prefix.word)) continue;
        spec.transport = prefix.transport;
        spec.ipv6_only = prefix.ipv6_only;
        rest.remove_prefix(prefix.word.size());
        return prefix.word;
    }
    return {};
}

}  // namespace

Result<TargetSpec> parseTarget(std::string_view text) {
    TargetSpec spec;
    std::string_view rest = text;
    const std::string_view transport = takeTransport(spec, rest);
    if (const size_t at = rest.rfind('@'); at != std::string_view::npos) {
        spec.community = Secret(rest.substr(0, at));
        rest.remove_prefix(at + 1);
    }
    spec.text = std::string(transport) + std::string(rest.substr(0, kMaxText));
    if (rest.size() > kMaxText) return bad(spec, "longer than 512 characters");
    if (spec.community && spec.community->empty()) return bad(spec, "the community before the @ is empty");
    if (spec.community && spec.community->reveal().size() > kMaxTargetCommunity)
        return bad(spec, "the community is longer than 255 octets");
    if (const auto done = readPlace(spec, rest); !done) return tl::unexpected(done.error());
    spec.first.port = spec.port;
    return spec;
}

void hostAt(const TargetSpec& spec, uint64_t index, model::Target& target) {
    target.node = spec.node.empty() ? addTo(spec.first, index).hostString() : spec.node;
    target.port = spec.port;
    target.transport = spec.transport;
    target.ipv6_only = spec.ipv6_only;
    target.host = target.node;
    if (!spec.port_given) return;
    if (target.node.find(':') != std::string::npos) target.host = "[" + target.node + "]";
    target.host += ":" + std::to_string(spec.port);
}

}  // namespace snmpolld::config
