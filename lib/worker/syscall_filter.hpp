// The last step of the sandbox: of all system calls only those of a polling loop remain (seccomp). A worker that makes
// any other call must have been taken over and is killed by SIGSYS. The exception is looking for files, which fails as
// if there were none.
#pragma once

#include "base/result.hpp"

namespace snmpolld::worker {

// Requires no_new_privs. Errors: the kernel refuses. Does nothing on systems without seccomp and in builds with
// sanitizers.
Result<void> filterSystemCalls();

}  // namespace snmpolld::worker
