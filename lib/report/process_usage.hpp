// The memory and time that a process uses, as the system reports it.
#pragma once

#include <cstdint>
#include <optional>

namespace snmpolld::report {

struct Memory {
    uint64_t resident = 0;  // octets in memory now
    uint64_t own = 0;       // what is not shared with other processes, so without files and libraries
};

// nullopt if /proc does not tell. The pid 0 stands for this process.
std::optional<Memory> memoryOf(int pid);

// User and system time of this process, in seconds.
double cpuSeconds();

}  // namespace snmpolld::report
