// An agent's sockets and clock, see server.hpp.
#include "server.hpp"

#include <sys/signalfd.h>

#include <array>
#include <csignal>
#include <cstdio>

namespace snmpolld::agents {
namespace {

constexpr int kPortAttempts = 50;

int openSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGUSR1})
        sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

RawAddress localAddress(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    return rawAddress(address);
}

bool inputEnded() {
    std::array<char, 256> ignored;
    return ::read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0;
}

RawAddress otherAddress(const RawAddress& asked) {
    RawAddress other = asked;
    if (isV4(asked)) other[13] ^= 0x80;
    return other;
}

}  // namespace

bool Server::openOnce(bool ipv6, bool tcp) {
    uint16_t port = port_;
    datagram_sockets_.clear();
    for (const int family : {AF_INET, AF_INET6}) {
        if (family == AF_INET6 && !ipv6) break;
        auto socket = DatagramSocket::bind(family, port);
        if (!socket) return false;
        port = socket->port();
        datagram_sockets_.push_back(std::move(*socket));
    }
    if (tcp) {
        listener_.reset(bindAny(AF_INET, SOCK_STREAM, port));
        if (!listener_ || listen(listener_.get(), 64) != 0) return false;
    }
    port_ = port;
    return true;
}

bool Server::open(uint16_t port, bool ipv6, bool tcp) {
    signals_.reset(openSignals());
    port_ = port;
    for (int i = 0; i < (port == 0 ? kPortAttempts : 1); ++i) {
        if (openOnce(ipv6, tcp)) return true;
    }
    return false;
}

bool Server::readSignals() {
    signalfd_siginfo info;
    while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
        if (info.ssi_signo != SIGUSR1) return false;
        std::puts(responder_.statistics().c_str());
    }
    return true;
}

void Server::readDatagrams(DatagramSocket& socket) {
    while (auto datagram = socket.receive()) {
        for (Reply& reply : responder_.answer(datagram->bytes, datagram->asked)) {
            const RawAddress source = reply.other_source ? otherAddress(datagram->asked) : datagram->asked;
            if (reply.delay.count() == 0) {
                socket.send(*datagram, source, reply.bytes);
                continue;
            }
            at(Clock::now() + reply.delay, [&socket, request = *datagram, source, bytes = std::move(reply.bytes)] {
                socket.send(request, source, bytes);
            });
        }
    }
}

void Server::accept() {
    while (true) {
        UniqueFd fd(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (!fd) return;
        const RawAddress asked = localAddress(fd.get());
        if (!isLoopback(asked)) continue;
        connections_.emplace(next_connection_++, Connection{.fd = std::move(fd), .asked = asked, .received = {}});
    }
}

bool Server::readConnection(uint64_t id, Connection& connection) {
    std::array<char, 16384> buffer;
    const ssize_t size = ::read(connection.fd.get(), buffer.data(), buffer.size());
    if (size <= 0) return false;
    connection.received.append(buffer.data(), static_cast<size_t>(size));
    while (const size_t frame = ber::frameSize(connection.received)) {
        const std::string bytes = connection.received.substr(0, frame);
        connection.received.erase(0, frame);
        for (const Reply& one : responder_.answer(bytes, connection.asked))
            reply(id, connection, one);
    }
    return true;
}

void Server::reply(uint64_t id, Connection& connection, const Reply& reply) {
    auto when = std::max(Clock::now() + reply.delay, connection.free_at);
    if (reply.per_octet.count() == 0) {
        sendLater(id, when, reply.bytes);
    } else {
        for (const char octet : reply.bytes)
            sendLater(id, when += reply.per_octet, std::string(1, octet));
    }
    connection.free_at = when;
}

void Server::sendLater(uint64_t id, Clock::time_point when, std::string bytes) {
    at(when, [this, id, bytes = std::move(bytes)] {
        const auto found = connections_.find(id);
        if (found != connections_.end()) send(found->second.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    });
}

void Server::at(Clock::time_point when, std::function<void()> action) {
    actions_.emplace(when, std::move(action));
}

int Server::untilNextAction() const {
    if (actions_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(actions_.begin()->first - Clock::now());
    return std::max(0, static_cast<int>(left.count()));
}

void Server::runActions() {
    while (!actions_.empty() && actions_.begin()->first <= Clock::now()) {
        const auto action = actions_.extract(actions_.begin());
        action.mapped()();
    }
}

std::vector<pollfd> Server::waitedFor() const {
    std::vector<pollfd> fds{{STDIN_FILENO, POLLIN, 0}, {signals_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const DatagramSocket& socket : datagram_sockets_)
        fds.push_back({socket.fd(), POLLIN, 0});
    for (const auto& [id, connection] : connections_)
        fds.push_back({connection.fd.get(), POLLIN, 0});
    return fds;
}

bool Server::handle(const std::vector<pollfd>& ready) {
    if (ready[0].revents != 0 && inputEnded()) return false;
    if (ready[1].revents != 0 && !readSignals()) return false;
    size_t i = 3;
    for (DatagramSocket& socket : datagram_sockets_) {
        if (ready[i++].revents != 0) readDatagrams(socket);
    }
    for (auto it = connections_.begin(); it != connections_.end();) {
        const bool ended = ready[i++].revents != 0 && !readConnection(it->first, it->second);
        it = ended ? connections_.erase(it) : std::next(it);
    }
    if (ready[2].revents != 0) accept();  // last: `ready` does not know the new ones
    return true;
}

void Server::run() {
    while (true) {
        auto fds = waitedFor();
        if (poll(fds.data(), fds.size(), untilNextAction()) < 0) continue;
        if (!handle(fds)) break;
        runActions();
    }
    std::puts(responder_.statistics().c_str());
}

}  // namespace snmpolld::agents
