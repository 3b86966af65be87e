// Hands open descriptors from the supervisor to a child, over a socket pair of their own. Nothing travels the other
// way.
#pragma once

#include <utility>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::loop {

// The supervisor's end and the child's. What a child writes to its end is refused.
Result<std::pair<UniqueFd, UniqueFd>> handoverPair();

// Sends `fd`, which stays open here. Never blocks. Errors: the child has not taken too many before, or is gone.
Result<void> handOver(int socket, int fd);

// The next descriptor, close-on-exec. Errors: none has come.
Result<UniqueFd> takeOver(int socket);

}  // namespace snmpolld::loop
