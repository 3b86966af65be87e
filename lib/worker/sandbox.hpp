// What a worker gives up before it reads the first byte from a device: capabilities, the right to gain privileges, core
// dumps and, on Linux, every system call that a polling loop does not need (seccomp). Call it once there is
// an snmp::Engine, because OpenSSL reads its configuration then.
#pragma once

#include "base/result.hpp"

namespace snmpolld::worker {

// Errors: the kernel refuses. Builds with sanitizers leave out the system call filter.
Result<void> enterSandbox();

}  // namespace snmpolld::worker
