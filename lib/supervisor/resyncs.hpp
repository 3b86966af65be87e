// Resyncs: how often SNMPv3 had to get in step with a device anew. The engine does it within the poll
// (snmp/v3_peer.hpp); what was known of the device before and after tells why.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/poll_task.hpp"

namespace snmpolld::supervisor {

enum class Resync : uint8_t {
    reboot,      // snmpEngineBoots is another
    new_engine,  // another engine ID answers at the address
    clock,  // snmpEngineTime is further from where it should be than the time window allows (RFC 3414 section 2.2.3)
};
inline constexpr size_t kResyncCount = 3;

std::string_view resyncName(Resync why);

// nullopt: the same engine went on, or nothing was known of it.
std::optional<Resync> resyncBetween(const model::Learned& before, const model::Learned& after);

// Of two polls of a host side by side the one that ends later may have heard from the engine earlier: what is `known`
// then takes the place of what it has learned. A worker says when it heard: it cannot have been later than `now`.
void keepLaterEngine(const model::Learned& known, model::Learned& learned, MonoTime now);

class Resyncs {
  public:
    // After a poll of this host: counts, and says so in the log.
    void note(std::string_view host, const model::Learned& before, const model::Learned& after);
    uint64_t count(Resync why) const { return counts_[static_cast<size_t>(why)]; }

  private:
    std::array<uint64_t, kResyncCount> counts_{};
};

}  // namespace snmpolld::supervisor
