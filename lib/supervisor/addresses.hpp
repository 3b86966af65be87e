// Addresses: turns the node of a target, a literal or a name, into addresses with a port. If a name has several, one is
// asked: that which answered last, and after it was silent the next one.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "base/clocks.hpp"
#include "base/result.hpp"
#include "loop/name_resolver.hpp"
#include "model/address.hpp"
#include "model/target.hpp"
#include "supervisor/poll.hpp"

namespace snmpolld::supervisor {

class Addresses {
  public:
    // At least one, in the order in which they should be tried.
    using Found = std::function<void(const Result<std::vector<model::Address>>&)>;

    explicit Addresses(loop::NameResolver& resolver) : resolver_(resolver) {}

    // Resolves the name. `found` is called once, perhaps before this returns.
    void resolve(const model::Target& target, Found found);
    size_t resolving() const { return resolving_; }  // names for which there is no answer yet

  private:
    loop::NameResolver& resolver_;
    size_t resolving_ = 0;
};

// Which of the addresses of its name the poll asks: the one that the host was asked at last, unless nothing came from
// it; then the one after it. A poll that somebody waits for has no next one, so it keeps the others for itself.
model::Address chooseAddress(Poll& poll, std::vector<model::Address> addresses);

// The last part of the record of the address that was asked has come. Returns the address at which the poll goes on; if
// there is none, the record is made that of the whole poll.
std::optional<model::Address> nextAddress(Poll& poll, model::HostRecord& record, const Clocks& clocks);

}  // namespace snmpolld::supervisor
