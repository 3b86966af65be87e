// The TCP socket that an HTTP server listens on, made from "ADDRESS:PORT".
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::loop {

struct ListenAddress {
    sockaddr_storage address{};
    socklen_t size = 0;
};

// "127.0.0.1:9117", "[::1]:9117"; ":9117" stands for all addresses of this machine. Names are not looked up.
Result<ListenAddress> parseListenAddress(std::string_view text);

// A listening socket that does not block. Errors: the address is not one of this machine's, or the port is taken or not
// allowed.
Result<UniqueFd> openListenSocket(std::string_view text);

// Where it listens, with the port that the kernel chose for port 0: "127.0.0.1:9117".
std::string socketAddress(int fd);

// Refuses connections from now on, whoever else has the socket.
void stopListening(int fd);

}  // namespace snmpolld::loop
