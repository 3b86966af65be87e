// The last step of the sandbox: of all system calls, only those of its kind of child remain (seccomp). A child that
// makes any other call must have been taken over and is killed by SIGSYS. The exception is looking for files, which
// fails as if there were none. The calls are in worker_calls.cpp, http_calls.cpp and common_calls.cpp.
#pragma once

#include "base/result.hpp"
#include "sandbox/sandbox.hpp"

namespace snmpolld::sandbox {

// Requires no_new_privs. Errors: the kernel refuses. Does nothing on systems without seccomp and in builds with
// sanitizers.
Result<void> filterSystemCalls(Kind kind);

}  // namespace snmpolld::sandbox
