// What a sweep asks of every host: -o, -m, --walk and --table, and how its walks are to be done.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "model/target.hpp"
#include "names/names.hpp"
#include "sweep_options.hpp"

namespace snmpolld::daemon {

// The table of --table; nullopt without it. Errors: it is none, or other options ask something as well.
Result<std::optional<names::Table>> sweepTable(const SweepOptions& options);

// Errors name the option. sysDescr.0 when nothing is asked.
Result<std::shared_ptr<const model::ModuleSet>> sweepQuestion(const SweepOptions& options,
                                                              const config::Config& config);

// The option that asks something of hosts that the command line names; "" when there is none.
std::string_view firstQuestion(const SweepOptions& options);

}  // namespace snmpolld::daemon
