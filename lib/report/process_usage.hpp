// What a process takes of the machine, as the system says it.
#pragma once

#include <cstdint>
#include <optional>

namespace snmpolld::report {

struct Memory {
    uint64_t resident = 0;  // octets in memory now
    uint64_t own = 0;       // of these, what is not shared with other processes: no files, no libraries
};

// nullopt where /proc does not say it. 0: this process.
std::optional<Memory> memoryOf(int pid);

// User and system time of this process, in seconds.
double cpuSeconds();

}  // namespace snmpolld::report
