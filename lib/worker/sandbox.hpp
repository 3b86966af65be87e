// What a worker gives up before the first byte from a device: capabilities, new privileges, core dumps, and every
// system call but those of a polling loop (seccomp, Linux). Called after snmp::initLibrary, which still reads
// directories.
#pragma once

#include "base/result.hpp"

namespace snmpolld::worker {

// Errors: the kernel refuses. In builds with sanitizers the system call filter is left out.
Result<void> enterSandbox();

}  // namespace snmpolld::worker
