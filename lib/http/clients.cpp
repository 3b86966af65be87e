#include "http/clients.hpp"

#include <algorithm>

namespace snmpolld::http {

size_t Clients::busy() const {
    return static_cast<size_t>(std::ranges::count_if(clients_, [](const auto& entry) {
        return entry.second.phase == Phase::waiting || entry.second.phase == Phase::taking;
    }));
}

std::vector<int> Clients::in(Phase phase, MonoTime then) const {
    std::vector<int> out;
    for (const auto& [fd, client] : clients_)
        if (client.phase == phase && client.since <= then) out.push_back(fd);
    return out;
}

std::vector<int> Clients::overdue(MonoTime now) const {
    std::vector<int> out;
    for (const auto& [fd, client] : clients_) {
        const Duration age = now - client.since;
        const bool asks_too_long = client.phase == Phase::asking && age >= limits_.patience;
        const bool takes_too_long = client.phase == Phase::taking && age >= limits_.reply_time;
        if (asks_too_long || takes_too_long) out.push_back(fd);
    }
    return out;
}

int Clients::surplus() const {
    const auto leaves = [](const auto& entry) { return entry.second.phase == Phase::leaving; };
    const auto leaving = static_cast<size_t>(std::ranges::count_if(clients_, leaves));
    if (clients_.size() - leaving <= limits_.connections) return -1;
    int longest = -1;
    MonoTime since = MonoTime::max();
    for (const auto& [fd, client] : clients_) {
        if (client.phase != Phase::asking || client.since >= since) continue;
        longest = fd;
        since = client.since;
    }
    return longest;
}

}  // namespace snmpolld::http
