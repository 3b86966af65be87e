// Where a device is reached: transport, IP address, port. Always numeric; names are resolved in the supervisor.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snmpolld::model {

inline constexpr uint16_t kSnmpPort = 161;

enum class Transport : uint8_t { udp, tcp };
enum class Family : uint8_t { ipv4, ipv6 };

struct Address {
    Family family = Family::ipv4;
    uint16_t port = kSnmpPort;
    uint32_t scope = 0;               // IPv6 zone index, 0 elsewhere
    std::array<uint8_t, 16> bytes{};  // network order; the first 4 for IPv4

    // An IPv4 or IPv6 literal (with %zone); nullopt for anything else, names included.
    static std::optional<Address> parse(std::string_view literal, uint16_t port);
    // nullopt for other families.
    static std::optional<Address> fromSockaddr(const sockaddr* sa);

    // Fills `out` and returns the length that belongs to it.
    socklen_t toSockaddr(sockaddr_storage& out) const;

    std::string hostString() const;         // "192.0.2.1", "2001:db8::1"
    std::string toString() const;           // "192.0.2.1:161", "[2001:db8::1]:161"
    void appendTo(std::string& out) const;  // the same
    // Writes the same to `to`, at most kText characters, and returns the end of what was written.
    static constexpr size_t kText = 80;
    char* put(char* to) const;

    bool operator==(const Address&) const = default;
};

struct AddressHash {
    size_t operator()(const Address& a) const noexcept;
};

}  // namespace snmpolld::model
