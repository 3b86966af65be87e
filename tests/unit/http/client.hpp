// A client of one connection for the tests of lib/http, on the loop of the server that it talks to.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "../loop/testing.hpp"
#include "base/unique_fd.hpp"
#include "loop/listen_socket.hpp"

namespace snmpolld::http::testing {

using loop::testing::runUntil;

class Client {
  public:
    Client(loop::Loop& loop, const sockaddr_storage& address) : loop_(loop) {
        fd_.reset(::socket(address.ss_family, SOCK_STREAM, 0));
        REQUIRE(::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(sockaddr_in)) == 0);
        ::fcntl(fd_.get(), F_SETFL, O_NONBLOCK);
    }

    // How much of it the kernel took.
    size_t send(std::string_view bytes) {
        const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return sent < 0 ? 0 : static_cast<size_t>(sent);
    }
    void get(const std::string& uri) { send("GET " + uri + " HTTP/1.1\r\nHost: x\r\n\r\n"); }

    // All of it, while the server runs; false when it has closed before.
    bool sendAll(std::string_view bytes) {
        return runUntil(loop_,
                        [&] {
                            bytes.remove_prefix(send(bytes));
                            read();
                            return bytes.empty() || ended_;
                        }) &&
               bytes.empty();
    }

    // Runs the loop until `text` has been received.
    bool sees(std::string_view text) {
        return runUntil(loop_,
                        [&] {
                            read();
                            return got_.find(text) != std::string::npos || ended_;
                        }) &&
               got_.find(text) != std::string::npos;
    }
    bool seesEnd() {
        return runUntil(loop_, [&] {
            read();
            return ended_;
        });
    }

    const std::string& got() const { return got_; }
    void forget() { got_.clear(); }
    void close() { fd_.reset(); }
    void endSending() { ::shutdown(fd_.get(), SHUT_WR); }

  private:
    void read() {
        char buffer[65536];
        while (!ended_) {
            const ssize_t size = ::recv(fd_.get(), buffer, sizeof buffer, 0);
            if (size > 0)
                got_.append(buffer, static_cast<size_t>(size));
            else if (size == 0 || (errno != EAGAIN && errno != EINTR))
                ended_ = true;
            else
                return;
        }
    }

    loop::Loop& loop_;
    UniqueFd fd_;
    std::string got_;
    bool ended_ = false;
};

}  // namespace snmpolld::http::testing
