// What a child of the supervisor gives up before it reads the first byte from outside: capabilities, the right to gain
// privileges, root, core dumps, paths and, on Linux, every system call that its kind does not need (seccomp). To be
// called once its libraries are initialised, as they read files then: a worker has an snmp::Engine by now.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.hpp"

namespace snmpolld::sandbox {

// A writer keeps its user, the paths and all system calls: it opens files of the user's, a spool and connections.
enum class Kind : uint8_t { worker, http, writer };

// Threads keep what they have when another one gives it up. A child that needs some starts them in `start_threads`,
// when all that threads inherit has been given up; what is then left to give up is the process's, or taken from all of
// its threads at once. No thread can be started later. Errors: the kernel refuses. Builds with sanitizers leave out the
// system call filter.
Result<void> enter(Kind kind, const std::function<void()>& start_threads = {});

}  // namespace snmpolld::sandbox
