#include "report/process_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace snmpolld::report {

std::optional<Memory> memoryOf(int pid) {
    std::ifstream file("/proc/" + (pid == 0 ? "self" : std::to_string(pid)) + "/statm");
    uint64_t size = 0;
    uint64_t resident = 0;
    uint64_t shared = 0;
    if (!(file >> size >> resident >> shared)) return std::nullopt;
    const auto page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    return Memory{resident * page, (resident - shared) * page};
}

double cpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace snmpolld::report
