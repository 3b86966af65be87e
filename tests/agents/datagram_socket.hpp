// A UDP socket that knows which loopback address was asked and answers from it (IP_PKTINFO, IPV6_PKTINFO; Linux).
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/unique_fd.hpp"
#include "behaviour.hpp"

namespace snmpolld::agents {

struct Datagram {
    std::string bytes;
    sockaddr_storage peer{};
    socklen_t peer_size = 0;
    RawAddress asked{};  // the address that it came to
};

class DatagramSocket {
  public:
    // AF_INET or AF_INET6, bound to every address of the family; port 0: the kernel chooses.
    static std::optional<DatagramSocket> bind(int family, uint16_t port);

    int fd() const { return fd_.get(); }
    uint16_t port() const { return port_; }

    // nullopt: nothing (more) to read. What was not sent to a loopback address is passed over.
    std::optional<Datagram> receive();
    // `request` says where to; the answer comes from `source`.
    void send(const Datagram& request, const RawAddress& source, const std::string& bytes);

  private:
    DatagramSocket(int fd, int family, uint16_t port) : fd_(fd), family_(family), port_(port) {}

    UniqueFd fd_;
    int family_;
    uint16_t port_;
};

// 127.0.0.0/8 or ::1.
bool isLoopback(const RawAddress& address);

// A bound socket of the family and type, or -1; `port` becomes the one that it has.
int bindAny(int family, int type, uint16_t& port);

RawAddress rawAddress(const sockaddr_storage& address);

}  // namespace snmpolld::agents
