// The sandbox's last step: of all system calls, those of a polling loop remain (seccomp). A worker that makes another
// one has been taken over and is killed by SIGSYS; only looking for files is answered, with "there is none".
#pragma once

#include "base/result.hpp"

namespace snmpolld::worker {

// Needs no_new_privs. Errors: the kernel refuses. Does nothing on systems without seccomp and in builds with
// sanitizers.
Result<void> filterSystemCalls();

}  // namespace snmpolld::worker
