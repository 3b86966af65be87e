// Quarantine: the rest of a host whose polls killed workers. One death may be the fault of another poll, and with many
// polls in a worker so may two. A host with polls in both is therefore polled alone; if that worker dies too, the host
// is the culprit and rests, twice as long each time. Pure: times are passed in.
#pragma once

#include "base/clock.hpp"
#include "supervisor/host.hpp"

namespace snmpolld::supervisor {

inline constexpr Duration kFirstQuarantine = std::chrono::minutes(1);
inline constexpr Duration kLastQuarantine = std::chrono::hours(1);

bool isQuarantined(const Host& host, MonoTime now);

// Whether the host's next poll must have a worker of its own, where workers hold one task each or many.
bool mustBeAlone(const Host& host, bool every_poll_is_alone);

// A worker died with polls of the host, which counts once, however many there were. `alone`: it had no other polls.
void blame(Host& host, bool alone, MonoTime now);

// A poll of the host has ended without a death.
void absolve(Host& host);

}  // namespace snmpolld::supervisor
