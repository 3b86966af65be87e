// Guests: hosts that are in no config but that somebody asked for, by name, with what was learned of them. If there are
// too many, those that were asked for least recently are forgotten.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "model/target.hpp"
#include "supervisor/host.hpp"
#include "supervisor/sequences.hpp"

namespace snmpolld::supervisor {

class Guests {
  public:
    // `sequences` keeps the numbers of those that are forgotten.
    explicit Guests(Sequences& sequences, size_t most = kMost) : sequences_(sequences), most_(most) {}

    static bool isGuest(const Host& host);

    Host& of(const model::Target& target);
    Host* find(const std::string& name);  // null: no such guest
    // Forgets idle guests until no more than `most` are left. A guest that polls are waiting for is not idle.
    void trim(const std::function<bool(const Host&)>& waits);
    // After a reload: the credentials that it has, of which a guest keeps the equal ones. Guests that were asked for
    // with others are forgotten; one that is not idle stays without credentials until it is asked for again.
    using Credentials = std::shared_ptr<const model::Credentials>;
    void renew(std::span<const Credentials> present, const std::function<bool(const Host&)>& waits);
    size_t size() const { return guests_.size(); }

    static constexpr size_t kMost = 10'000;

  private:
    struct Guest {
        std::unique_ptr<Host> host;
        uint64_t asked = 0;  // value of asked_ when it was last asked for
    };

    Sequences& sequences_;
    size_t most_;
    uint64_t asked_ = 0;
    std::unordered_map<std::string, Guest> guests_;
};

}  // namespace snmpolld::supervisor
