// ControlServer: the running service's Unix-domain socket. A client sends one JSON object a line, {"command":"status"},
// and gets one JSON object a line back, {"error":".."} if it was refused. Nothing that a client sends can block or end
// the service.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "loop/loop.hpp"
#include "loop/stream.hpp"

namespace snmpolld::report {

struct ControlRequest {
    std::string command;  // status, reload, poll, explain
    std::string host;     // poll, explain
};

class ControlServer {
  public:
    using Reply = std::function<void(std::string json)>;  // to be called once, at any time, even if the client has left
    using Handler = std::function<void(const ControlRequest&, Reply)>;

    // The socket gets mode 0660. Errors: the path cannot be bound, or another service answers on it.
    static Result<std::unique_ptr<ControlServer>> listen(loop::Loop& loop, const std::filesystem::path& path,
                                                         Handler handler);

    static constexpr size_t kMaxClients = 32;
    static constexpr size_t kMaxRequest = 64U << 10;  // octets of one line
    static constexpr size_t kMaxQueued = 32U << 20;   // octets of answers that wait for a client to take them

  private:
    struct Client {
        std::unique_ptr<loop::Stream> stream;
        std::string pending;
    };

    explicit ControlServer(Handler handler) : handler_(std::move(handler)) {}
    void accept(std::unique_ptr<loop::Stream> stream);
    void dataCame(uint64_t id, std::string_view bytes);
    void handleLine(uint64_t id, const std::string& line);
    void reply(uint64_t id, std::string json);

    Handler handler_;
    std::unique_ptr<loop::Listener> listener_;
    std::map<uint64_t, Client> clients_;
    uint64_t last_id_ = 0;
};

// {"error": text}
std::string controlError(const std::string& text);

}  // namespace snmpolld::report
