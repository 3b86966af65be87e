// The last step of reading a config: every name is known now, so targets get what they name.
#pragma once

#include "base/result.hpp"
#include "config/targets.hpp"

namespace snmpolld::config {

// Checks the references, reads the config's own modules, copies the modules that are named from the library into the
// config, and gives targets the host settings of their modules. A broken module of a file with skip_broken is removed
// from the targets, which is logged.
Result<void> settleReferences(Draft& draft);

}  // namespace snmpolld::config
