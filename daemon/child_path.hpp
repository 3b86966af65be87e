// The paths of the programs that this one starts: beside it in a build tree, otherwise where cmake --install puts them.
#pragma once

#include <string>

#include "base/result.hpp"

namespace snmpolld::daemon {

// Errors: neither place has an executable; the sentence names both.
Result<std::string> workerPath();
Result<std::string> httpPath();
Result<std::string> httpWriterPath();  // of outputs of type influx and remote_write

}  // namespace snmpolld::daemon
