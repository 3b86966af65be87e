// The path of snmpolld-worker: beside this program in a build tree, otherwise where cmake --install puts it.
#pragma once

#include <string>

#include "base/result.hpp"

namespace snmpolld::daemon {

// Fails if neither place has an executable; the error names both.
Result<std::string> workerPath();

}  // namespace snmpolld::daemon
