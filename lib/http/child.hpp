// The process of the HTTP server, snmpolld-http: clients on the sockets that the supervisor hands over, pages, and the
// channel to the supervisor. It knows no credentials and no config.
#pragma once

#include "base/unique_fd.hpp"

namespace snmpolld::http {

// Runs until the supervisor closes the channel. `handover`: where sockets to listen on come from. Returns the process's
// exit status (ipc/exit_status.hpp).
int run(UniqueFd channel, UniqueFd handover);

}  // namespace snmpolld::http
