// What a service manager is told, in the protocol of sd_notify(3) (on Linux; nothing elsewhere, or when nobody listens).
// A manager that has stopped reading delays nothing: what it does not take within 50 ms is left out and logged.
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
