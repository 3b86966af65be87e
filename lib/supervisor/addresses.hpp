// Addresses: turns the node of a target, a literal or a name, into an address with a port.
#pragma once

#include <cstddef>
#include <functional>

#include "base/result.hpp"
#include "loop/name_resolver.hpp"
#include "model/address.hpp"
#include "model/target.hpp"

namespace snmpolld::supervisor {

class Addresses {
  public:
    using Found = std::function<void(const Result<model::Address>&)>;

    explicit Addresses(loop::NameResolver& resolver) : resolver_(resolver) {}

    // Resolves the name. `found` is called once, perhaps before this returns.
    void resolve(const model::Target& target, Found found);
    size_t resolving() const { return resolving_; }  // names for which there is no answer yet

  private:
    loop::NameResolver& resolver_;
    size_t resolving_ = 0;
};

}  // namespace snmpolld::supervisor
