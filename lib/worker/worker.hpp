// The worker process: reads PollTasks from its channel, polls with the engine, sends HostRecords back, until told to
// stop. Blocking and sequential; no uv, no files, no config, no DNS.
#pragma once

#include "base/unique_fd.hpp"

namespace snmpolld::worker {

// Runs until the supervisor closes the channel. Returns the process's exit status (exit_status.hpp).
int run(UniqueFd channel);

}  // namespace snmpolld::worker
