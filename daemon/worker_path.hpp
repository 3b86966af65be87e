// Where snmpolld-worker is: beside this program (build tree), else where cmake --install puts it.
#pragma once

#include <string>

#include "base/result.hpp"

namespace snmpolld::daemon {

// Errors: neither place has an executable; names both.
Result<std::string> workerPath();

}  // namespace snmpolld::daemon
