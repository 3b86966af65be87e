// What `snmpolld status` shows, as JSON: uptime, workers, hosts by outcome, the ledger, outputs.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "sink/fanout.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::report {

std::string statusJson(const std::string& run, Duration uptime, const supervisor::Service& service,
                       const sink::Fanout& sinks);

}  // namespace snmpolld::report
