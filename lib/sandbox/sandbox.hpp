// What a child of the supervisor gives up before it reads the first byte from outside: capabilities, the right to gain
// privileges, root, core dumps, paths and, on Linux, every system call that its kind does not need (seccomp). To be
// called once its libraries are initialised, as they read files then: a worker has an snmp::Engine by now.
#pragma once

#include <cstdint>

#include "base/result.hpp"

namespace snmpolld::sandbox {

enum class Kind : uint8_t { worker, http };

// Errors: the kernel refuses. Builds with sanitizers leave out the system call filter.
Result<void> enter(Kind kind);

}  // namespace snmpolld::sandbox
