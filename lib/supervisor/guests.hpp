// Guests: hosts that are in no config but that somebody has asked for, with what was learned of them, by name. The
// least recently asked ones are forgotten when there are many.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "model/target.hpp"
#include "supervisor/host.hpp"

namespace snmpolld::supervisor {

class Guests {
  public:
    explicit Guests(size_t most = kMost) : most_(most) {}

    Host& of(const model::Target& target);
    // Forgets idle ones until there are no more than `most`; those who wait for their turn are not idle.
    void trim(const std::function<bool(const Host&)>& waits);
    size_t size() const { return guests_.size(); }

    static constexpr size_t kMost = 10'000;

  private:
    struct Guest {
        std::unique_ptr<Host> host;
        uint64_t asked = 0;  // when, by a count of all inquiries
    };

    size_t most_;
    uint64_t asked_ = 0;
    std::unordered_map<std::string, Guest> guests_;
};

}  // namespace snmpolld::supervisor
