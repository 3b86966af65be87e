// The TCP socket that a server listens on.
#pragma once

#include <sys/socket.h>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::loop {

// A listening socket that does not block. Errors: the address is not one of this machine's, or the port is taken or not
// allowed.
Result<UniqueFd> openListenSocket(const sockaddr_storage& address, socklen_t size);

// Where it listens, with the port that the kernel chose for port 0.
sockaddr_storage listensAt(int fd);

// Refuses connections from now on, whoever else has the socket.
void stopListening(int fd);

}  // namespace snmpolld::loop
