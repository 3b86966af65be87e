#include "model/address.hpp"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace snmpolld::model {

namespace {

// Writes the same as inet_ntop, which goes through sprintf.
char* putDotted(char* to, const uint8_t* bytes) {
    for (int i = 0; i < 4; ++i) {
        to = std::to_chars(to, to + 3, bytes[i]).ptr;
        *to++ = '.';
    }
    return to - 1;
}

char* putText(char* to, std::string_view text) {
    return std::ranges::copy(text, to).out;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view literal, uint16_t port) {
    Address out;
    out.port = port;
    const size_t percent = literal.find('%');
    const std::string text(literal.substr(0, percent));
    if (percent == std::string_view::npos && inet_pton(AF_INET, text.c_str(), out.bytes.data()) == 1) return out;
    if (inet_pton(AF_INET6, text.c_str(), out.bytes.data()) != 1) return std::nullopt;
    out.family = Family::ipv6;
    if (percent == std::string_view::npos) return out;
    const std::string zone(literal.substr(percent + 1));
    out.scope = if_nametoindex(zone.c_str());
    if (out.scope != 0) return out;
    const auto [end, error] = std::from_chars(zone.data(), zone.data() + zone.size(), out.scope);
    if (error != std::errc{} || end != zone.data() + zone.size() || out.scope == 0) return std::nullopt;
    return out;
}

std::optional<Address> Address::fromSockaddr(const sockaddr* sa) {
    Address out;
    if (sa->sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, sa, sizeof in);
        std::memcpy(out.bytes.data(), &in.sin_addr, 4);
        out.port = ntohs(in.sin_port);
        return out;
    }
    if (sa->sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 in6{};
    std::memcpy(&in6, sa, sizeof in6);
    out.family = Family::ipv6;
    std::memcpy(out.bytes.data(), &in6.sin6_addr, 16);
    out.port = ntohs(in6.sin6_port);
    out.scope = in6.sin6_scope_id;
    return out;
}

socklen_t Address::toSockaddr(sockaddr_storage& out) const {
    out = {};
    if (family == Family::ipv4) {
        auto& in = reinterpret_cast<sockaddr_in&>(out);
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        std::memcpy(&in.sin_addr, bytes.data(), 4);
        return sizeof in;
    }
    auto& in6 = reinterpret_cast<sockaddr_in6&>(out);
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    in6.sin6_scope_id = scope;
    std::memcpy(&in6.sin6_addr, bytes.data(), 16);
    return sizeof in6;
}

std::string Address::hostString() const {
    if (family == Family::ipv4) {
        char text[16];
        return {text, putDotted(text, bytes.data())};
    }
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
    std::string out = text;
    if (scope != 0) out += "%" + std::to_string(scope);
    return out;
}

char* Address::put(char* to) const {
    to = family == Family::ipv4 ? putDotted(to, bytes.data()) : putText(to, "[" + hostString() + "]");
    *to++ = ':';
    return std::to_chars(to, to + 5, port).ptr;
}

void Address::appendTo(std::string& out) const {
    char text[kText];
    out.append(text, put(text));
}

std::string Address::toString() const {
    std::string out;
    appendTo(out);
    return out;
}

size_t AddressHash::operator()(const Address& a) const noexcept {
    uint64_t high = 0;
    uint64_t low = 0;
    std::memcpy(&high, a.bytes.data(), 8);
    std::memcpy(&low, a.bytes.data() + 8, 8);
    uint64_t h = high * 0x9e3779b97f4a7c15ULL ^ (low + a.port) * 0xc2b2ae3d27d4eb4fULL ^ a.scope;
    h ^= h >> 32;
    return h * 0x9e3779b97f4a7c15ULL;
}

}  // namespace snmpolld::model
