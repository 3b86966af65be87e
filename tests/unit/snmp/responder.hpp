// A UDP agent inside the test: sees each request, answers whatever the test wants. It runs in the test's own thread,
// between the engine's turns.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <functional>

#include "base/unique_fd.hpp"
#include "driver.hpp"
#include "messages.hpp"

namespace snmpolld::test {

class Responder {
  public:
    // Gets the request as far as readMessage() understands it, and its number from 1; returns the datagrams to send
    // back.
    using Answer = std::function<std::vector<std::string>(const snmp::RawMessage& request, int number)>;

    explicit Responder(Answer answer) : answer_(std::move(answer)), fd_(open(port_)), other_(open(other_port_)) {}

    uint16_t port() const { return port_; }
    int fd() const { return fd_.get(); }
    int requests() const { return requests_; }
    std::string lastPeer() const { return last_peer_; }  // address of who sent the last request
    // From now on answers come from another port than the one that was asked.
    void answerFromElsewhere() { source_ = other_.get(); }

    model::HostRecord run(model::PollTask task) {
        auto engine = makeEngine();
        const CredentialsOfTasks credentials{{task.id, task.credentials}};
        engine.start(std::move(task), monoNow());
        while (engine.inFlight() > 0) {
            answerKeys(engine, credentials);
            turnOnce(engine, {{.fd = fd_.get(), .events = POLLIN, .revents = 0}});
            serve();
        }
        auto records = engine.takeDone();
        REQUIRE(records.size() == 1);
        return merged(std::move(records[0]));
    }

    void serve() {
        uint8_t buffer[65536];
        sockaddr_in from{};
        socklen_t length = sizeof from;
        ssize_t n = 0;
        while ((n = ::recvfrom(fd_.get(), buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &length)) > 0) {
            last_peer_ = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&from))->hostString();
            const auto request = readRequest(buffer, static_cast<size_t>(n));
            for (const auto& datagram : answer_(request, ++requests_))
                send(datagram, from);
        }
    }

    // The latest datagram once more, to whom it went.
    void repeatLast() { send(last_, last_to_); }

  private:
    void send(const std::string& datagram, const sockaddr_in& to) {
        last_ = datagram;
        last_to_ = to;
        ::sendto(source_ < 0 ? fd_.get() : source_, datagram.data(), datagram.size(), 0,
                 reinterpret_cast<const sockaddr*>(&to), sizeof to);
    }

    // readMessage() is for answers: a community request is read as if it were one, so that its varbinds are counted.
    static snmp::RawMessage readRequest(uint8_t* buffer, size_t n) {
        const auto first = snmp::readMessage(snmp::Bytes(buffer, n));
        if (first.version == snmp::kVersion3 || first.community.data() == nullptr) return first;
        const char* const tag = first.community.data() + first.community.size();
        buffer[reinterpret_cast<const uint8_t*>(tag) - buffer] = snmp::kPduResponse;
        return snmp::readMessage(snmp::Bytes(buffer, n));
    }

    static UniqueFd open(uint16_t& port) {
        UniqueFd fd(::socket(AF_INET, SOCK_DGRAM, 0));
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof a;
        REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&a), sizeof a) == 0);
        REQUIRE(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&a), &length) == 0);
        ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
        port = ntohs(a.sin_port);
        return fd;
    }

    Answer answer_;
    uint16_t port_ = 0;
    uint16_t other_port_ = 0;
    UniqueFd fd_;
    UniqueFd other_;
    int source_ = -1;
    int requests_ = 0;
    std::string last_peer_;
    std::string last_;
    sockaddr_in last_to_{};
};

}  // namespace snmpolld::test
