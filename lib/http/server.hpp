// Server: HTTP on the supervisor's loop, by libmicrohttpd without threads. Only GET and HEAD without bodies are served.
// A request may be answered at once or later. All that a client can do is bounded (clients.hpp), and nothing that it
// sends can block the loop or end the program. A wrong request is answered with 4xx and a sentence that says why.
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
    // Only the first call counts. It may come when the client or the Server is already gone.
    using Reply = std::function<void(Response)>;
    using Answerer = std::function<void(const Request&, const Reply&)>;

    // "127.0.0.1:9117" (listen_socket.hpp). SIGPIPE must be ignored.
    static Result<std::unique_ptr<Server>> listen(loop::Loop& loop, const std::string& address, Answerer answerer,
                                                  const Limits& limits = {});
    ~Server();  // not within the answerer; clients that still wait for an answer get 503
    Server(const Server&) = delete;

    const std::string& address() const;  // with the port that is in use
    size_t clients() const;

  private:
    struct State;
    explicit Server(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace snmpolld::http
