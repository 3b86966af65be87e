// What every device of the fleet says to a GET, computed and never stored: the system group and N interfaces in ifTable
// and ifXTable. Counters follow the device's own sysUpTime: ifHCInOctets.i grows by 1,000 * i a second, ifHCOutOctets.i
// by 2,000 * i, the packet counters by i; the 32-bit ones are their lower halves. sysName.0 is the device's address.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace snmpolld::agents {

struct FleetDevice {
    uint32_t address = 0;  // host order
    uint32_t ticks = 0;    // sysUpTime, hundredths of a second
    unsigned interfaces = 0;
};

// The share of devices that never answer: the same ones in every run.
bool isDead(uint32_t address, double percent);

// Writes the answer at the end of `out` and returns it; empty when `request` is no v1 or v2c GET or the answer has no
// room.
std::span<const uint8_t> answerGet(const FleetDevice& device, std::span<const uint8_t> request, std::span<uint8_t> out);

}  // namespace snmpolld::agents
