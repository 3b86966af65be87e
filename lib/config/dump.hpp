// The effective config as YAML that load() reads again; secrets are ***.
#pragma once

#include <string>

#include "config/config.hpp"

namespace snmpolld::config {

std::string dump(const Config& config);

}  // namespace snmpolld::config
