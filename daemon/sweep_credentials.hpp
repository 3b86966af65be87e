// From -v -c -u -l -a -A -x -X -n -e and --auth to Credentials, keys included.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "config/config.hpp"
#include "model/credentials.hpp"
#include "sweep_options.hpp"

namespace snmpolld::daemon {

// Errors name the option.
Result<std::shared_ptr<const model::Credentials>> sweepCredentials(const CredentialOptions& options,
                                                                   const config::Config& config);

// Overwrites the secrets that stand literally in argv (-A, -X, -c, community@host), so that ps does not show them.
void wipeArguments(int argc, char** argv, const SweepOptions& options);

}  // namespace snmpolld::daemon
