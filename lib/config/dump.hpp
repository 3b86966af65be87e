// Writes the effective config as YAML that load() can read again, with *** for secrets.
#pragma once

#include <string>

#include "config/config.hpp"

namespace snmpolld::config {

enum class Shown {
    everything,  // every option, whether the file gives it or not
    changes,     // only what differs from the defaults of the program
};

std::string dump(const Config& config, Shown shown = Shown::everything);

}  // namespace snmpolld::config
