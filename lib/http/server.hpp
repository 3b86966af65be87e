// Server: HTTP on the supervisor's loop, by libmicrohttpd without threads of its own. GET and HEAD only, no bodies. A
// request is answered at once or later; everything that a client can do is bounded (clients.hpp) and nothing that it
// sends can hold the loop or end the program. What is wrong with a request is answered with 4xx and a sentence.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/clients.hpp"
#include "http/message.hpp"
#include "loop/loop.hpp"

namespace snmpolld::http {

class Server {
  public:
    // The first call counts; a client or a Server that has gone is no error.
    using Reply = std::function<void(Response)>;
    using Answerer = std::function<void(const Request&, const Reply&)>;

    // "127.0.0.1:9117" (listen_socket.hpp). SIGPIPE must be ignored.
    static Result<std::unique_ptr<Server>> listen(loop::Loop& loop, const std::string& address, Answerer answerer,
                                                  const Limits& limits = {});
    ~Server();  // not inside the answerer; whoever waits for an answer gets 503
    Server(const Server&) = delete;

    const std::string& address() const;  // with the port that it has
    size_t clients() const;

  private:
    struct State;
    explicit Server(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace snmpolld::http
