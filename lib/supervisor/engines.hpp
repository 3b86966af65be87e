// Engines: which SNMPv3 engine is known to be at which addresses. A worker that says that an engine is at another
// address as well is not believed at once (key_grants.hpp). What has not been polled for long is forgotten when there
// is too much of it; whoever is polled is noted again with each poll.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "model/address.hpp"

namespace snmpolld::supervisor {

class Engines {
  public:
    // At most twice this many engines are remembered, and as many addresses.
    static constexpr size_t kMost = 1U << 20;

    explicit Engines(size_t most = kMost) : most_(most) {}

    void note(std::string_view engine_id, const model::Address& address);
    bool isAt(std::string_view engine_id, const model::Address& address) const;
    bool isKnown(std::string_view engine_id) const;

  private:
    // Most engines are at one address only.
    struct Places {
        model::Address first;
        std::unordered_set<model::Address, model::AddressHash> others;
    };
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Known = std::unordered_map<std::string, Places, Hash, std::equal_to<>>;

    static bool isIn(const Known& known, std::string_view engine_id, const model::Address& address);

    size_t most_;
    Known known_;
    Known before_;      // those that were known when there were too many
    size_t noted_ = 0;  // addresses in known_
};

}  // namespace snmpolld::supervisor
