#include "pool/machine.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace snmpolld::pool {

namespace {

constexpr uint64_t kDescriptorsApart = 512;  // the supervisor's own: outputs, HTTP clients, files
constexpr uint64_t kDescriptorsOfWorker = 64;
constexpr uint64_t kSocketsOfWorker = 16;  // as many as its exchanges need, for each address family
constexpr uint64_t kMemoryOfWorker = 2U << 20;
constexpr uint64_t kMemoryOfExchange = 8U << 10;

uint64_t portsHere() {
    constexpr uint64_t kUsual = 28'232;
    std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
    uint64_t first = 0;
    uint64_t last = 0;
    return file >> first >> last && last > first ? last - first + 1 : kUsual;
}

uint64_t descriptorsHere() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return UINT64_MAX;
    return limit.rlim_cur;
}

uint64_t over(uint64_t all, uint64_t apart) {
    return all > apart ? all - apart : 0;
}

class Fitting {
  public:
    void lower(std::string_view option, int& value, std::string_view limit, uint64_t most) {
        const auto allowed = static_cast<int>(std::clamp<uint64_t>(most, 1, INT32_MAX));
        if (value <= allowed) return;
        lowered.push_back({option, limit, value, allowed});
        value = allowed;
    }
    std::vector<Lowered> lowered;
};

}  // namespace

Machine Machine::here() {
    const auto pages = static_cast<uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
    return {descriptorsHere(), portsHere(), pages * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE))};
}

std::vector<Lowered> fit(int& workers, int& sessions, const Machine& machine) {
    constexpr std::string_view kWorkers = "workers.count";
    constexpr std::string_view kSessions = "workers.sessions";
    const uint64_t memory = machine.memory / 2;
    Fitting fitting;
    fitting.lower(kSessions, sessions, "RLIMIT_NOFILE", over(machine.descriptors, kDescriptorsOfWorker));
    fitting.lower(kWorkers, workers, "RLIMIT_NOFILE", over(machine.descriptors, kDescriptorsApart));
    const uint64_t sockets = std::min(static_cast<uint64_t>(sessions), kSocketsOfWorker);
    fitting.lower(kWorkers, workers, "net.ipv4.ip_local_port_range", machine.ports / sockets);
    fitting.lower(kWorkers, workers, "memory", memory / kMemoryOfWorker);
    const uint64_t share = memory / static_cast<uint64_t>(workers);
    fitting.lower(kSessions, sessions, "memory", over(share, kMemoryOfWorker) / kMemoryOfExchange);
    return fitting.lowered;
}

void raiseDescriptorLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);  // macOS refuses "infinity"; then the limit stays as it is
}

}  // namespace snmpolld::pool
