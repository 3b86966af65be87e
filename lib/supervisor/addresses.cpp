#include "supervisor/addresses.hpp"

#include <utility>

namespace snmpolld::supervisor {

namespace {

Result<model::Address> addressOf(const Result<sockaddr_storage>& answer, uint16_t port) {
    if (!answer) return tl::unexpected(answer.error());
    auto address = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&*answer));
    if (!address) return fail(ErrorKind::system, "the name has no IP address");
    address->port = port;
    return *address;
}

}  // namespace

void Addresses::resolve(const model::Target& target, Found found) {
    ++resolving_;
    const int family = target.ipv6_only ? AF_INET6 : AF_UNSPEC;
    const auto answered = [this, port = target.port, found = std::move(found)](const auto& answer) {
        --resolving_;
        found(addressOf(answer, port));
    };
    resolver_.resolve(target.node, family, answered);
}

}  // namespace snmpolld::supervisor
