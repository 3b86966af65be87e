// What a sweep asks every host: -o, -m, --walk and --table, and the options of walks.
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

// The table of --table, or nullopt without that option. Fails if it is not a table, or if other options say what to
// ask.
Result<std::optional<names::Table>> sweepTable(const SweepOptions& options, const names::NameCatalog& names);

// The default is sysDescr.0. Errors name the option.
Result<std::shared_ptr<const model::ModuleSet>> sweepQuestion(const SweepOptions& options,
                                                              const config::Config& config);

// The first option that says what to ask hosts named on the command line; "" if there is none.
std::string_view firstQuestion(const SweepOptions& options);

}  // namespace snmpolld::daemon
