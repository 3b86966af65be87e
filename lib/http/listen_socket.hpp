// The TCP socket under a Server, from its "ADDRESS:PORT".
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::http {

struct ListenAddress {
    sockaddr_storage address{};
    socklen_t size = 0;
};

// "127.0.0.1:9117", "[::1]:9117"; ":9117" is every address of this machine. Names are not looked up.
Result<ListenAddress> parseListenAddress(std::string_view text);

// Listening, not blocking. Errors: the address is not ours, the port is taken or not allowed.
Result<UniqueFd> openListenSocket(std::string_view text);

// Where it listens, with the port that the kernel chose for port 0: "127.0.0.1:9117".
std::string socketAddress(int fd);

}  // namespace snmpolld::http
