// An agent's sockets and clock: one poll() loop over UDP, TCP, standard input and the signals.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "datagram_socket.hpp"
#include "responder.hpp"

namespace snmpolld::agents {

class Server {
  public:
    explicit Server(Responder& responder) : responder_(responder) {}

    // UDP over IPv4; over IPv6 and TCP too when asked, all with one port number. False: the system refuses.
    bool open(uint16_t port, bool ipv6, bool tcp);
    uint16_t port() const { return port_; }

    // Until standard input ends or SIGTERM or SIGINT comes. SIGUSR1 prints the statistics.
    void run();

  private:
    using Clock = std::chrono::steady_clock;

    struct Connection {
        UniqueFd fd;
        RawAddress asked{};
        std::string received;
        Clock::time_point free_at{};  // the octets before are out by then
    };

    bool openOnce(bool ipv6, bool tcp);
    bool readSignals();
    void readDatagrams(DatagramSocket& socket);
    void accept();
    // False: the connection has ended.
    bool readConnection(uint64_t id, Connection& connection);
    void reply(uint64_t id, Connection& connection, const Reply& reply);
    void sendLater(uint64_t id, Clock::time_point when, std::string bytes);
    void at(Clock::time_point when, std::function<void()> action);
    int untilNextAction() const;
    void runActions();
    std::vector<pollfd> waitedFor() const;
    bool handle(const std::vector<pollfd>& ready);

    Responder& responder_;
    uint16_t port_ = 0;
    std::vector<DatagramSocket> datagram_sockets_;
    UniqueFd listener_;
    UniqueFd signals_;
    uint64_t next_connection_ = 1;
    std::map<uint64_t, Connection> connections_;
    std::multimap<Clock::time_point, std::function<void()>> actions_;
};

}  // namespace snmpolld::agents
