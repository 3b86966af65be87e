// What `snmpolld status` shows, as JSON: uptime, config, workers, hosts by outcome, the ledger, outputs.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "report/config_report.hpp"
#include "sink/fanout.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::report {

std::string statusJson(const std::string& run, Duration uptime, const supervisor::Service& service,
                       const sink::Fanout& sinks, const ConfigReport& config);

}  // namespace snmpolld::report
