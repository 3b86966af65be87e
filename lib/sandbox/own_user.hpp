// A child of a supervisor that runs as root has a user of its own, so that it is never root and shares its user with
// no other process. See docs/security.md.
#pragma once

#include <sys/types.h>

#include "base/result.hpp"

namespace snmpolld::sandbox {

// The ids of these users begin here, where no system gives ids to people, services or containers. The process id is
// added.
inline constexpr uid_t kFirstUser = 0x70000000;
// For user namespaces that know few ids: "nobody".
inline constexpr uid_t kNobody = 65534;

// Gives up root and all groups for a user and its group of the same number. Does nothing if the process is not root's,
// or in a user namespace that has no other user. Errors: the system refuses, in which case the process must end.
Result<void> becomeOwnUser();

}  // namespace snmpolld::sandbox
