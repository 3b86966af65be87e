// Machine: what this machine has for workers, and how many of them, with how many exchanges each, it can bear.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace snmpolld::pool {

struct Machine {
    uint64_t descriptors = 0;  // of one process
    uint64_t ports = 0;        // for sockets that name none
    uint64_t memory = 0;       // octets

    static Machine here();
};

// An option that asks for more than there is.
struct Lowered {
    std::string_view option;
    std::string_view limit;  // what there is too little of
    int64_t asked = 0;
    int64_t allowed = 0;
};

// Lowers `workers` and `sessions`, at least to 1, to what all of this allows: the supervisor needs a descriptor a
// worker, a worker one for each exchange over TCP and a few UDP ports, and both need memory, of which half is for
// others.
std::vector<Lowered> fit(int& workers, int& sessions, const Machine& machine);

// The soft limit of descriptors becomes the hard one, here and in the processes to come.
void raiseDescriptorLimit();

}  // namespace snmpolld::pool
