// NameResolver: the interface that resolves names to addresses. In production it is Resolver (resolver.hpp).
#pragma once

#include <sys/socket.h>

#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace snmpolld::loop {

class NameResolver {
  public:
    // At least one address, in the order in which they should be tried.
    using Answer = Result<std::vector<sockaddr_storage>>;
    using Resolved = std::function<void(const Answer&)>;

    virtual ~NameResolver() = default;

    // `family`: AF_UNSPEC, AF_INET or AF_INET6. `resolved` is called once, perhaps before this returns; it is not
    // called after the resolver has been destroyed.
    virtual void resolve(const std::string& name, int family, Resolved resolved) = 0;
};

}  // namespace snmpolld::loop
