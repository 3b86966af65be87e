// What `snmpolld status` shows, as JSON: uptime, workers, hosts by outcome, the ledger, outputs.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "sink/fanout.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::supervisor {

std::string statusJson(const std::string& run, Duration uptime, const Service& service, const sink::Fanout& sinks);

}  // namespace snmpolld::supervisor
