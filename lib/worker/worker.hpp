// The worker process: reads PollTasks from its channel, polls with the engine and sends HostRecords back until it is
// told to stop. It is blocking and sequential, and uses no libuv, no files, no config and no DNS.
#pragma once

#include "base/unique_fd.hpp"

namespace snmpolld::worker {

// Runs until the supervisor closes the channel. Returns the process's exit status (ipc/exit_status.hpp).
int run(UniqueFd channel);

}  // namespace snmpolld::worker
