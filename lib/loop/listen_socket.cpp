#include "loop/listen_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/text.hpp"

namespace snmpolld::loop {

namespace {

constexpr int kBacklog = 128;

std::optional<uint16_t> parsePort(std::string_view text) {
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return port;
}

ListenAddress ipv4(const in_addr& ip, uint16_t port) {
    ListenAddress out{.size = sizeof(sockaddr_in)};
    auto& address = reinterpret_cast<sockaddr_in&>(out.address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr = ip;
    return out;
}

ListenAddress ipv6(const in6_addr& ip, uint16_t port) {
    ListenAddress out{.size = sizeof(sockaddr_in6)};
    auto& address = reinterpret_cast<sockaddr_in6&>(out.address);
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    address.sin6_addr = ip;
    return out;
}

std::optional<ListenAddress> fromParts(const std::string& host, uint16_t port) {
    in_addr four{};
    in6_addr six{};
    if (host.empty()) return ipv6(in6addr_any, port);
    if (inet_pton(AF_INET, host.c_str(), &four) == 1) return ipv4(four, port);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed && inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &six) == 1) return ipv6(six, port);
    return std::nullopt;
}

Result<UniqueFd> openAt(const ListenAddress& at) {
    UniqueFd fd(::socket(at.address.ss_family, SOCK_STREAM, 0));
    if (!fd) return systemError("socket", errno);
    const int on = 1;
    const int off = 0;
    ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
    ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at.address.ss_family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&at.address), at.size) != 0)
        return systemError("bind", errno);
    if (::listen(fd.get(), kBacklog) != 0) return systemError("listen", errno);
    return fd;
}

}  // namespace

Result<ListenAddress> parseListenAddress(std::string_view text) {
    const size_t colon = text.rfind(':');
    const auto port = colon == std::string_view::npos ? std::nullopt : parsePort(text.substr(colon + 1));
    const auto address = port ? fromParts(std::string(text.substr(0, colon)), *port) : std::nullopt;
    if (address) return *address;
    return usageError("listen address \"" + printable(text) +
                      "\": an address and a port are expected, as in 127.0.0.1:9117 or [::1]:9117");
}

Result<UniqueFd> openListenSocket(std::string_view text) {
    const auto address = parseListenAddress(text);
    if (!address) return tl::unexpected(address.error());
    auto fd = openAt(*address);
    const bool anywhere = text.starts_with(':');
    if (!fd && anywhere)
        fd = openAt(ipv4({}, ntohs(reinterpret_cast<const sockaddr_in6&>(address->address).sin6_port)));
    if (!fd) return withContext("listen on " + std::string(text), fd.error());
    return fd;
}

std::string socketAddress(int fd) {
    sockaddr_storage at{};
    socklen_t size = sizeof at;
    char text[INET6_ADDRSTRLEN] = "";
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) != 0) return {};
    if (at.ss_family == AF_INET) {
        const auto& four = reinterpret_cast<const sockaddr_in&>(at);
        return std::string(inet_ntop(AF_INET, &four.sin_addr, text, sizeof text)) + ":" +
               std::to_string(ntohs(four.sin_port));
    }
    const auto& six = reinterpret_cast<const sockaddr_in6&>(at);
    return "[" + std::string(inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text)) +
           "]:" + std::to_string(ntohs(six.sin6_port));
}

void stopListening(int fd) {
    ::shutdown(fd, SHUT_RDWR);
}

}  // namespace snmpolld::loop
