// Landlock (Linux 5.13): a child cannot reach any path or bind a TCP port (a worker may have one that the system
// chooses), and only a worker can connect over TCP. With newer kernels, it can neither connect to an abstract
// Unix-domain socket nor signal another process.
#pragma once

#include "base/result.hpp"
#include "sandbox/sandbox.hpp"

namespace snmpolld::sandbox {

// Which version of Landlock the kernel has; 0 if none, or if it is turned off.
int landlockVersion();

// Requires no_new_privs. Forbids what the kernel's version of Landlock can forbid; does nothing where there is none.
// Errors: the kernel has Landlock but refuses.
Result<void> forbidPaths(Kind kind);

}  // namespace snmpolld::sandbox
