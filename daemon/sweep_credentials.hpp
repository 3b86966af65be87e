// Makes Credentials, including their keys, from -v -c -u -l -a -A -x -X -n -e and --auth.
#pragma once

#include <memory>
#include <span>

#include "base/result.hpp"
#include "config/config.hpp"
#include "model/credentials.hpp"
#include "sweep_options.hpp"

namespace snmpolld::daemon {

// Errors name the option.
Result<std::shared_ptr<const model::Credentials>> sweepCredentials(const CredentialOptions& options,
                                                                   const config::Config& config);

// Overwrites secrets given literally on the command line (-A, -X, -c, community@host), so that ps does not show them.
void wipeArguments(std::span<char*> arguments, const SweepOptions& options);

}  // namespace snmpolld::daemon
