// The command line of fleet.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fleet_shares.hpp"
#include "usm.hpp"

namespace snmpolld::agents {

struct FleetOptions {
    uint16_t port = 0;
    uint32_t interfaces = 48;
    FleetShares shares;
    double loss_percent = 20;  // of what a lossy device would answer
    std::chrono::milliseconds delay{0};
    std::chrono::milliseconds slow_delay{500};  // more than the others
    uint32_t limit = 1;                         // requests a second that a limited device answers
    size_t max_message = 65507;
    size_t short_message = 484;  // of a device that says tooBig
    std::vector<std::shared_ptr<const UsmUser>> users;
    uint32_t boots = 1;
    uint32_t up = 0;  // seconds
    double twins_percent = 0;
    uint32_t seed = 1;
};

// Ends the program when they are wrong.
FleetOptions readFleetOptions(int argc, char** argv);

}  // namespace snmpolld::agents
