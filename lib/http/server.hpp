// Server: HTTP on a loop, in clear or over TLS, by libmicrohttpd without threads. Only GET and HEAD without bodies are
// served.
// A request may be answered at once or later. All that a client can do is bounded (clients.hpp), and nothing that it
// sends can block the loop or end the program. A wrong request is answered with 4xx and a sentence that says why.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "http/clients.hpp"
#include "http/message.hpp"
#include "loop/loop.hpp"

namespace snmpolld::http {

class Gate;
class Refusals;
class Tls;

// What protects a server.
struct Guard {
    Gate* gate = nullptr;              // that every request passes; must outlive the server; null: all are let in
    std::shared_ptr<const Tls> tls{};  // null: in clear
    Refusals* refusals = nullptr;      // where clients are counted that are not served; must outlive the server
};

class Server {
  public:
    // Only the first call counts. It may come when the client or the Server is already gone.
    using Reply = std::function<void(Response)>;
    // What is called if the client leaves before it has an answer; may be null.
    using Left = std::function<void()>;
    using Answerer = std::function<Left(const Request&, const Reply&)>;

    // Serves the clients of a listening socket (loop/listen_socket.hpp). SIGPIPE must be ignored.
    static Result<std::unique_ptr<Server>> serve(loop::Loop& loop, UniqueFd listening, Answerer answerer,
                                                 const Limits& limits = {}, Guard guard = {});
    ~Server();  // not within the answerer; clients that still wait for an answer get 503
    Server(const Server&) = delete;

    size_t clients() const;
    bool isSecure() const;  // serves over TLS
    // For connections to come. Only of a server that serves over TLS.
    void use(std::shared_ptr<const Tls> tls);
    // Listens no more and returns the socket. Clients that have come go on being served.
    UniqueFd letGo();

  private:
    struct State;
    explicit Server(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace snmpolld::http
