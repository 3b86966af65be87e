// The process of a writer: records from the supervisor on its channel, and the way to one database. It knows the
// secrets of that database and nothing else.
#pragma once

#include "base/unique_fd.hpp"

namespace snmpolld::writer {

// Runs until the supervisor closes the channel and what it sent is delivered or on disk. Returns the process's exit
// status (ipc/exit_status.hpp).
int run(UniqueFd channel);

}  // namespace snmpolld::writer
