// Machine: the resources of this machine, and how many workers, with how many exchanges each, they allow. Called by
// WorkerPool and by `plan`.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace snmpolld::pool {

struct Machine {
    uint64_t descriptors = 0;  // that one process may have open
    uint64_t ports = 0;        // for sockets that do not ask for a certain port
    uint64_t memory = 0;       // octets

    static Machine here();
};

// An option that asks for more than the machine has.
struct Lowered {
    std::string_view option;
    std::string_view limit;  // the resource that is short
    int64_t asked = 0;
    int64_t allowed = 0;
};

// Lowers `workers` and `sessions` to what the machine allows, but not below 1. The supervisor needs one descriptor for
// each worker, a worker needs one for each exchange over TCP and a few UDP ports, and both need memory, of which half
// is left to others. Returns what was lowered.
std::vector<Lowered> fit(int& workers, int& sessions, const Machine& machine);

// Raises the soft limit of open descriptors to the hard limit, for this process and for those that it will start.
void raiseDescriptorLimit();

}  // namespace snmpolld::pool
