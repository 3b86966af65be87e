// A server for tests of requests, on the loop of its client: keeps what comes and answers with the texts it was given.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../loop/testing.hpp"
#include "base/unique_fd.hpp"
#include "loop/listen_socket.hpp"
#include "loop/readable.hpp"

namespace snmpolld::writer::test {

class HttpServer {
  public:
    explicit HttpServer(loop::Loop& loop) : loop_(loop) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockaddr_storage any{};
        std::memcpy(&any, &address, sizeof address);
        listening_ = std::move(*loop::openListenSocket(any, sizeof address));
        accepting_ = std::move(*loop::Readable::watch(loop_, listening_.get(), [this] { accept(); }));
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
    int port() const {
        const sockaddr_storage at = loop::listensAt(listening_.get());
        return ntohs(reinterpret_cast<const sockaddr_in&>(at).sin_port);
    }

    std::deque<std::string> answers{};  // of requests to come; without one left, none is given
    std::vector<std::string> requests{};
    int connections = 0;

  private:
    struct Client {
        UniqueFd fd{};
        std::string got{};
        std::unique_ptr<loop::Readable> reading{};
    };

    void accept() {
        const int fd = ::accept(listening_.get(), nullptr, nullptr);
        if (fd < 0) return;
        ++connections;
        Client& client = clients_.emplace_back();
        client.fd.reset(fd);
        client.reading = std::move(*loop::Readable::watch(loop_, fd, [this, &client] { read(client); }));
    }

    void read(Client& client) {
        char octets[65536];
        const ssize_t length = ::recv(client.fd.get(), octets, sizeof octets, MSG_DONTWAIT);
        if (length <= 0) {
            client.reading.reset();
            return;
        }
        client.got.append(octets, static_cast<size_t>(length));
        const size_t head = client.got.find("\r\n\r\n");
        if (head == std::string::npos) return;
        const size_t at = client.got.find("Content-Length: ");
        const size_t body = at == std::string::npos ? 0 : std::stoul(client.got.substr(at + 16));
        if (client.got.size() < head + 4 + body) return;
        requests.push_back(client.got.substr(0, head + 4 + body));
        client.got.erase(0, head + 4 + body);
        if (answers.empty()) return;
        static_cast<void>(::send(client.fd.get(), answers[0].data(), answers[0].size(), MSG_NOSIGNAL));
        answers.pop_front();
    }

    loop::Loop& loop_;
    UniqueFd listening_;
    std::list<Client> clients_;
    std::unique_ptr<loop::Readable> accepting_;
};

}  // namespace snmpolld::writer::test
