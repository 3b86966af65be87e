// Attacks on the network and on the descriptor over which an HTTP server gets its sockets.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cstring>

#include "attack.hpp"
#include "parcel.hpp"

namespace snmpolld::takeover {

namespace {

template <int family, int type>
bool hasSocket(const Aim&) {
    return call(SYS_socket, family, type, 0);
}

bool listens(const Aim&) {
    return call(SYS_listen, kChannel, 1);
}

bool connects(const Aim&) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(161);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return call(SYS_connect, kHandover, &at, sizeof at);
}

bool writesTo(int fd) {
    return call(SYS_write, fd, "x", 1);
}

bool writesToHandover(const Aim&) {
    return writesTo(kHandover);
}

bool ownsSignals(const Aim& aim) {
    return call(SYS_fcntl, kHandover, 8 /* F_SETOWN */, aim.victim);
}

// With a descriptor in it.
bool sendsOver(long fd) {
    Parcel parcel(kChannel);
    return call(SYS_sendmsg, fd, &parcel.message, 0);
}

bool sendsOverHandover(const Aim&) {
    return sendsOver(kHandover);
}

bool sendsOverDisguisedHandover(const Aim&) {
    return sendsOver(disguised(kHandover));
}

constexpr Attack kAttacks[] = {
    {"a TCP socket", hasSocket<AF_INET, SOCK_STREAM>},
    {"a TCP socket of IPv6", hasSocket<AF_INET6, SOCK_STREAM>},
    {"a UDP socket", hasSocket<AF_INET, SOCK_DGRAM>},
    {"listen on the channel", listens},
    {"connect where descriptors come from", connects},
    {"write where descriptors come from", writesToHandover},
    {"signal by where descriptors come from", ownsSignals},
    {"hand a descriptor back", sendsOverHandover},
    {"hand a descriptor back in disguise", sendsOverDisguisedHandover},
};

}  // namespace

std::span<const Attack> attacksOfHttpServers() {
    return kAttacks;
}

}  // namespace snmpolld::takeover
