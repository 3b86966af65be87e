// ControlServer: the running service's Unix-domain socket. A client sends one JSON object a line, {"command":"status"},
// and gets one JSON object a line back, {"error":".."} if it was refused. Nothing that a client sends can block or end
// the service. One that has nothing to wait for and says nothing is disconnected after a while; when there are too
// many, the service's own user takes the place of another.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "loop/loop.hpp"
#include "loop/stream.hpp"

namespace snmpolld::report {

struct ControlRequest {
    std::string command;  // status, reload, poll, explain
    std::string host;     // poll, explain
    bool forced = false;  // reload: it may remove most hosts
};

class ControlServer {
  public:
    // To be called until there is no `more`, at any time, even if the client has left.
    using Reply = std::function<void(std::string json, bool more)>;
    using Handler = std::function<void(const ControlRequest&, Reply)>;

    // The socket gets mode 0660. Errors: the path cannot be bound, or another service answers on it.
    static Result<std::unique_ptr<ControlServer>> listen(loop::Loop& loop, const std::filesystem::path& path,
                                                         Handler handler);

    static constexpr size_t kMaxClients = 32;
    static constexpr Duration kMaxIdle = std::chrono::seconds(10);
    static constexpr size_t kMaxRequest = 64U << 10;  // octets of one line
    static constexpr size_t kMaxQueued = 32U << 20;   // octets of answers that wait for a client to take them

  private:
    struct Client {
        std::unique_ptr<loop::Stream> stream;
        std::string pending;
        size_t owed = 0;      // requests whose last reply has not come
        size_t queued = 0;    // octets for it, a second ago
        Duration idle{};      // since it has last sent or taken anything, if nothing is owed
        bool is_own = false;  // of the service's own user, or root
    };

    ControlServer(loop::Loop& loop, Handler handler)
        : handler_(std::move(handler)), each_second_(loop, [this] { disconnectIdle(); }) {}
    void makeRoom();
    void disconnectIdle();
    void accept(std::unique_ptr<loop::Stream> stream);
    void dataCame(uint64_t id, std::string_view bytes);
    void handleLine(uint64_t id, const std::string& line);
    void reply(uint64_t id, std::string json, bool more);

    Handler handler_;
    std::unique_ptr<loop::Listener> listener_;
    std::map<uint64_t, Client> clients_;
    loop::Timer each_second_;
    uint64_t last_id_ = 0;
};

// {"error": text}
std::string controlError(const std::string& text);

}  // namespace snmpolld::report
