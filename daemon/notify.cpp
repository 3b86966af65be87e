#include "notify.hpp"

#include <cstdlib>

#ifdef __linux__
#include <systemd/sd-daemon.h>
#include <time.h>
#endif

namespace snmpolld::daemon {

#ifdef __linux__

void notifyReady(const std::string& status) {
    sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}

void notifyReloading() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
               static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000);
}

void notifyStopping() {
    sd_notify(0, "STOPPING=1");
}
void notifyWatchdog() {
    sd_notify(0, "WATCHDOG=1");
}

Duration watchdogPeriod() {
    uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) return Duration::zero();
    return std::chrono::microseconds(microseconds / 2);
}

#else

void notifyReady(const std::string&) {}
void notifyReloading() {}
void notifyStopping() {}
void notifyWatchdog() {}
Duration watchdogPeriod() {
    return Duration::zero();
}

#endif

bool journalListens() {
    return std::getenv("JOURNAL_STREAM") != nullptr;
}

}  // namespace snmpolld::daemon
