// Reads the section `outputs`: files, and databases with their writers.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/source.hpp"

namespace snmpolld::config {

// `node` is the list. An output's keys must fit its type.
Result<void> readOutputs(const Source& source, const YamlNode& node, std::vector<Output>& outputs);

}  // namespace snmpolld::config
