// What a service manager is told (sd_notify on Linux; nothing elsewhere, or when nobody listens).
#pragma once

#include <string>

#include "base/clock.hpp"

namespace snmpolld::daemon {

void notifyReady(const std::string& status);
void notifyReloading();
void notifyStopping();
void notifyWatchdog();

// Half of the time that systemd's watchdog allows between two notifyWatchdog(); 0: no watchdog.
Duration watchdogPeriod();

// stderr goes to the journal, so that priorities are wanted and no time.
bool journalListens();

}  // namespace snmpolld::daemon
