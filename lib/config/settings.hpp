// Reads the sections of the main file that refer to no other section: workers, breaker, budgets, state, outputs, http,
// control, log.
#pragma once

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/section.hpp"

namespace snmpolld::config {

// `top` is the main file's top level.
Result<void> readSettings(const Source& source, const Section& top, Config& config);

}  // namespace snmpolld::config
