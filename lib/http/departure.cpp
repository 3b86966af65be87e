#include "http/departure.hpp"

#include <poll.h>
#include <sys/socket.h>

namespace snmpolld::http {

bool hasEnded(int fd) {
    char octet = 0;
    return ::recv(fd, &octet, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

bool hasLeft(int fd) {
#ifdef POLLRDHUP
    pollfd client{fd, POLLRDHUP, 0};
    return ::poll(&client, 1, 0) > 0;
#else
    return hasEnded(fd);
#endif
}

}  // namespace snmpolld::http
