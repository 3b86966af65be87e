// One entry of `modules`: what to ask and how. The same keys for "how" may stand on a target and in the defaults.
#pragma once

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/section.hpp"
#include "config/source.hpp"

namespace snmpolld::config {

// `key` is the module's name. The names of its own metrics may be used in it.
Result<Module> readModule(const Source& source, const YamlNode& key, const YamlNode& node);

// What a section of modules, targets or defaults says; the rest is as in `manner`.
Manner readManner(const Section& section, Manner manner = {});

// What a section says of timeouts and retries. `usual`: the timeout that counts where it says none. Errors: a
// timeout_min beyond the timeout.
Result<Timing> readTiming(const Section& section, Duration usual = Duration::max());

}  // namespace snmpolld::config
