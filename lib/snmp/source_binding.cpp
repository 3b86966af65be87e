#include "snmp/source_binding.hpp"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::snmp {

namespace {

constexpr char kNoInterface[] = "no such interface";

tl::unexpected<Error> badSource(const std::string& source, const std::string& why) {
    return fail(ErrorKind::system, "source " + printable(source) + ": " + why);
}

std::string bindError(int error) {
    return error == EADDRNOTAVAIL ? "not an address of this machine" : std::generic_category().message(error);
}

Result<void> bindTo(int fd, const sockaddr* address, socklen_t length, const std::string& source) {
    if (::bind(fd, address, length) == 0) return {};
    return badSource(source, bindError(errno));
}

Result<void> bindToAddress(int fd, model::Family family, const model::Address& address, const std::string& source) {
    if (address.family != family)
        return badSource(source, family == model::Family::ipv4 ? "an IPv6 address cannot send to an IPv4 address"
                                                               : "an IPv4 address cannot send to an IPv6 address");
    sockaddr_storage place{};
    const socklen_t length = address.toSockaddr(place);
    return bindTo(fd, reinterpret_cast<const sockaddr*>(&place), length, source);
}

Result<void> bindToFirstAddress(int fd, model::Family family, const std::string& interface) {
    if (family == model::Family::ipv6)
        return badSource(interface, "this system does not allow it for IPv6; name an address instead");
    ifreq request{};
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    if (::ioctl(fd, SIOCGIFADDR, &request) == 0) return bindTo(fd, &request.ifr_addr, sizeof(sockaddr_in), interface);
    const bool there = errno == EADDRNOTAVAIL;
    return badSource(interface, there ? "the interface has no IPv4 address" : kNoInterface);
}

#ifdef SO_BINDTODEVICE

Result<void> bindToInterface(int fd, model::Family family, const std::string& interface) {
    const auto size = static_cast<socklen_t>(interface.size());
    if (::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface.data(), size) == 0) return {};
    if (errno == ENODEV) return badSource(interface, kNoInterface);
    return bindToFirstAddress(fd, family, interface);
}

#else

Result<void> bindToInterface(int fd, model::Family family, const std::string& interface) {
    return bindToFirstAddress(fd, family, interface);
}

#endif

}  // namespace

Result<void> sendFrom(int fd, model::Family family, const std::string& source) {
    if (source.empty()) return {};
    const auto address = model::Address::parse(source, 0);
    return address ? bindToAddress(fd, family, *address, source) : bindToInterface(fd, family, source);
}

Result<void> checkSource(model::Family family, const std::string& source) {
    if (source.empty()) return {};
    const UniqueFd fd(::socket(family == model::Family::ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0));
    if (!fd) return badSource(source, std::generic_category().message(errno));
    return sendFrom(fd.get(), family, source);
}

bool isStillThere([[maybe_unused]] int fd) {
#ifdef SO_BINDTODEVICE
    char name[IFNAMSIZ] = {};
    socklen_t length = sizeof name;
    return ::getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, &length) == 0 || errno != ENODEV;
#else
    return true;
#endif
}

}  // namespace snmpolld::snmp
