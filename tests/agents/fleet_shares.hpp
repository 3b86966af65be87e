// Which devices of the fleet are well and which are not: by address, the same ones in every run, nothing is stored. The
// hash of an address is a number from 0 to 100; the shares follow each other on that line in the order of FleetKind,
// and who is behind them all is live. tests/integration/harness/fleet.py computes the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace snmpolld::agents {

enum class FleetKind : uint8_t {
    dead,     // never answers
    lossy,    // some answers get lost
    slow,     // answers late
    limited,  // answers so many requests a second and no more
    too_big,  // has short messages: tooBig, or a GETBULK with few varbinds
    live,
};

constexpr std::array<std::string_view, 5> kFleetShares{"dead", "lossy", "slow", "limited", "too-big"};

// 0..100
inline double fleetPlace(uint32_t address) {
    return static_cast<double>(address * 2654435761U) / 4294967296.0 * 100;
}

struct FleetShares {
    std::array<double, kFleetShares.size()> percent{};

    FleetKind of(uint32_t address) const {
        const double place = fleetPlace(address);
        double end = 0;
        size_t kind = 0;
        while (kind < percent.size() && place >= (end += percent[kind]))
            ++kind;
        return static_cast<FleetKind>(kind);
    }
};

}  // namespace snmpolld::agents
