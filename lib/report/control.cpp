#include "report/control.hpp"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "format/json_text.hpp"

namespace snmpolld::report {

namespace {

using nlohmann::json;

constexpr Duration kTick = std::chrono::seconds(1);

Result<ControlRequest> parseRequest(const std::string& line) {
    const json request = json::parse(line, nullptr, false);
    if (!request.is_object()) return fail(ErrorKind::protocol, "the request is not a JSON object");
    const auto text = [&](const char* key) {
        const auto it = request.find(key);
        return it != request.end() && it->is_string() ? it->get<std::string>() : std::string();
    };
    ControlRequest parsed{text("command"), text("host"), request.value("force", json(false)) == true};
    if (parsed.command.empty()) return fail(ErrorKind::protocol, "the request has no \"command\"");
    return parsed;
}

}  // namespace

std::string controlError(const std::string& text) {
    return format::withoutSeparators(json{{"error", text}}.dump(-1, ' ', false, json::error_handler_t::replace));
}

Result<std::unique_ptr<ControlServer>> ControlServer::listen(loop::Loop& loop, const std::filesystem::path& path,
                                                             Handler handler) {
    std::unique_ptr<ControlServer> server(new ControlServer(loop, std::move(handler)));
    ControlServer* self = server.get();
    auto listener = loop::Listener::listen(
        loop, path, 0660, [self](std::unique_ptr<loop::Stream> stream) { self->accept(std::move(stream)); });
    if (!listener) return withContext("control socket", listener.error());
    server->listener_ = std::move(*listener);
    server->each_second_.startEvery(kTick);
    return server;
}

// A connection that is not taken is closed.
void ControlServer::accept(std::unique_ptr<loop::Stream> stream) {
    const auto user = stream->peerUser();
    const bool is_own = user && (*user == ::geteuid() || *user == 0);
    if (clients_.size() >= kMaxClients && !is_own) return;
    if (clients_.size() >= kMaxClients) makeRoom();
    const uint64_t id = ++last_id_;
    Client& client = clients_[id];
    client.is_own = is_own;
    client.stream = std::move(stream);
    client.stream->start({[this, id](std::span<const std::byte> bytes) {
                              dataCame(id, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
                          },
                          [this, id] { clients_.erase(id); }});
}

// The place of somebody else, or else of who waits for nothing; of those, of who has been idle the longest.
void ControlServer::makeRoom() {
    const auto rank = [](const auto& entry) {
        const Client& client = entry.second;
        return std::tuple(!client.is_own, client.owed == 0, client.idle);
    };
    clients_.erase(std::ranges::max_element(clients_, {}, rank));
}

void ControlServer::disconnectIdle() {
    for (auto it = clients_.begin(); it != clients_.end();) {
        Client& client = it->second;
        const size_t queued = client.stream->queuedBytes();
        const bool takes = std::exchange(client.queued, queued) > queued;
        client.idle = takes || client.owed > 0 ? Duration{} : client.idle + kTick;
        it = client.idle >= kMaxIdle ? clients_.erase(it) : std::next(it);
    }
}

void ControlServer::dataCame(uint64_t id, std::string_view bytes) {
    Client& client = clients_[id];
    client.pending.append(bytes);
    client.idle = {};
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
    ++clients_[id].owed;
    if (!request) return reply(id, controlError(request.error().message), false);
    handler_(*request, [this, id](std::string json, bool more) { reply(id, std::move(json), more); });
}

void ControlServer::reply(uint64_t id, std::string json, bool more) {
    const auto it = clients_.find(id);
    if (it == clients_.end()) return;
    it->second.idle = {};
    if (!more) --it->second.owed;
    if (it->second.stream->queuedBytes() > kMaxQueued) {  // it asks and never reads
        clients_.erase(it);
        return;
    }
    it->second.stream->write(std::move(json) + "\n");
}

}  // namespace snmpolld::report
