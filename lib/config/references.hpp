// The last step of reading a config: every name is known, so targets get what they name.
#pragma once

#include "base/result.hpp"
#include "config/targets.hpp"

namespace snmpolld::config {

// Checks the references, reads the config's own modules, takes the modules that are named out of the library into the
// config, and gives targets the timeout and retries of their modules. A broken module of a file with skip_broken is
// taken off the targets, with a line in the log.
Result<void> settleReferences(Draft& draft);

}  // namespace snmpolld::config
