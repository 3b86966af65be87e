// Resyncs: counts how often SNMPv3 had to synchronise with a device again. The engine does this within the poll
// (snmp/v3_peer.hpp); the reason follows from what was known of the device before and after.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/poll_task.hpp"

namespace snmpolld::supervisor {

enum class Resync : uint8_t {
    reboot,      // snmpEngineBoots has changed
    new_engine,  // another engine ID answers at the address
    clock,  // snmpEngineTime is further from where it should be than the time window allows (RFC 3414 section 2.2.3)
};
inline constexpr size_t kResyncCount = 3;

std::string_view resyncName(Resync why);

// nullopt: the same engine goes on, or nothing was known of it.
std::optional<Resync> resyncBetween(const model::Learned& before, const model::Learned& after);

// Of two polls of a host side by side, the one that ends later may have heard from the engine earlier. What is `known`
// of the engine then replaces what that poll has `learned`. The times come from workers: a known one later than `now`
// is impossible and changes nothing.
void keepLaterEngine(const model::Learned& known, model::Learned& learned, MonoTime now);

class Resyncs {
  public:
    // To be called after a poll of the host. Counts and logs a resync if there was one.
    void note(std::string_view host, const model::Learned& before, const model::Learned& after);
    uint64_t count(Resync why) const { return counts_[static_cast<size_t>(why)]; }

  private:
    std::array<uint64_t, kResyncCount> counts_{};
};

}  // namespace snmpolld::supervisor
