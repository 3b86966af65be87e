// One request on its way through the behaviours of a fake agent.
#pragma once

#include <chrono>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "message.hpp"

namespace snmpolld::agents {

using Clock = std::chrono::steady_clock;

// What leaves, when, and how.
struct Reply {
    std::string bytes;
    std::chrono::milliseconds delay{0};
    std::chrono::milliseconds per_octet{0};  // TCP only: time between two octets
    bool other_source = false;               // UDP only: from an address that was not asked
};

// What a device remembers between two requests.
struct DeviceMemory {
    uint64_t requests = 0;                   // the current one included
    std::deque<Clock::time_point> answered;  // at most a second ago
    Clock::time_point last_asked{};
};

// Each behaviour changes the part of its stage.
struct Exchange {
    Message request;  // first stage: as the device understands it
    bool repeated;    // the same question came before
    std::mt19937& random;
    DeviceMemory& memory;
    Clock::time_point now;
    Message answer{};              // second stage: at first an honest one
    std::string bytes{};           // third stage: the answer encoded
    std::vector<Reply> replies{};  // fourth stage: at first one reply with the bytes
};

}  // namespace snmpolld::agents
