#include "report/control.hpp"

#include <nlohmann/json.hpp>

namespace snmpolld::report {

namespace {

using nlohmann::json;

Result<ControlRequest> parseRequest(const std::string& line) {
    const json request = json::parse(line, nullptr, false);
    if (!request.is_object()) return fail(ErrorKind::protocol, "the request is not a JSON object");
    const auto text = [&](const char* key) {
        const auto it = request.find(key);
        return it != request.end() && it->is_string() ? it->get<std::string>() : std::string();
    };
    ControlRequest parsed{text("command"), text("host")};
    if (parsed.command.empty()) return fail(ErrorKind::protocol, "the request has no \"command\"");
    return parsed;
}

}  // namespace

std::string controlError(const std::string& text) {
    return json{{"error", text}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<std::unique_ptr<ControlServer>> ControlServer::listen(loop::Loop& loop, const std::filesystem::path& path,
                                                             Handler handler) {
    std::unique_ptr<ControlServer> server(new ControlServer(std::move(handler)));
    ControlServer* self = server.get();
    auto listener = loop::Listener::listen(
        loop, path, 0660, [self](std::unique_ptr<loop::Stream> stream) { self->accept(std::move(stream)); });
    if (!listener) return withContext("control socket", listener.error());
    server->listener_ = std::move(*listener);
    return server;
}

void ControlServer::accept(std::unique_ptr<loop::Stream> stream) {
    if (clients_.size() >= kMaxClients) return;  // this closes the connection
    const uint64_t id = ++last_id_;
    Client& client = clients_[id];
    client.stream = std::move(stream);
    client.stream->start({[this, id](std::span<const std::byte> bytes) {
                              dataCame(id, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
                          },
                          [this, id] { clients_.erase(id); }});
}

void ControlServer::dataCame(uint64_t id, std::string_view bytes) {
    clients_[id].pending.append(bytes);
    for (auto it = clients_.find(id); it != clients_.end(); it = clients_.find(id)) {
        std::string& pending = it->second.pending;
        const size_t end = pending.find('\n');
        if (end == std::string::npos && pending.size() > kMaxRequest) clients_.erase(it);
        if (end == std::string::npos) return;
        const std::string line = pending.substr(0, end);
        pending.erase(0, end + 1);
        handleLine(id, line);
    }
}

void ControlServer::handleLine(uint64_t id, const std::string& line) {
    const auto request = parseRequest(line);
    if (!request) return reply(id, controlError(request.error().message));
    handler_(*request, [this, id](std::string json) { reply(id, std::move(json)); });
}

void ControlServer::reply(uint64_t id, std::string json) {
    const auto it = clients_.find(id);
    if (it == clients_.end()) return;
    if (it->second.stream->queuedBytes() > kMaxQueued) {  // it asks and never reads
        clients_.erase(it);
        return;
    }
    it->second.stream->write(std::move(json) + "\n");
}

}  // namespace snmpolld::report
