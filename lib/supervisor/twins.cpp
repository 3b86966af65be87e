#include "supervisor/twins.hpp"

#include <algorithm>
#include <span>

#include "base/log.hpp"
#include "base/text.hpp"
#include "supervisor/host.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr size_t kNamedInLog = 5;  // hosts of one engine ID; `status` counts the others

const Host* elsewhere(const std::vector<Host*>& hosts, const Host& host) {
    const auto differs = [&](const Host* other) { return other->address != host.address; };
    const auto found = std::ranges::find_if(hosts, differs);
    return found == hosts.end() ? nullptr : *found;
}

}  // namespace

void Twins::note(Host& host) {
    const std::string& given = host.learned.engine_id;
    if (host.engine_id == nullptr ? given.empty() : *host.engine_id == given) return;
    leave(host);
    if (!given.empty()) enter(host);
}

void Twins::enter(Host& host) {
    auto& [engine_id, hosts] = *engines_.try_emplace(host.learned.engine_id).first;
    const Host* const other = elsewhere(hosts, host);
    hosts.push_back(&host);
    host.engine_id = &engine_id;
    const bool was_shared = shared_.contains(engine_id);
    if (was_shared) number(host, hosts.size() - 1);
    if (!was_shared && other != nullptr) share(engine_id, hosts);
    if (other == nullptr || hosts.size() > kNamedInLog) return;
    log::warning("engine_id_shared",
                 {{"engine_id", toHex(engine_id)}, {"host", host.target.host}, {"other", other->target.host}});
}

// The last host takes the number of the one that leaves.
void Twins::leave(Host& host) {
    if (host.engine_id == nullptr) return;
    const auto engine = engines_.find(*host.engine_id);
    std::vector<Host*>& hosts = engine->second;
    const auto place = host.twin >= 0 ? hosts.begin() + host.twin : std::ranges::find(hosts, &host);
    *place = hosts.back();
    if (host.twin >= 0) number(**place, static_cast<size_t>(host.twin));
    hosts.pop_back();
    if (host.twin >= 0) unnumber(host);
    host.engine_id = nullptr;
    if (hosts.empty())
        engines_.erase(engine);
    else if (elsewhere(hosts, *hosts.front()) == nullptr)
        unshare(engine->first, hosts);
}

void Twins::share(const std::string& engine_id, const std::vector<Host*>& hosts) {
    shared_.insert(engine_id);
    for (size_t i = 0; i < hosts.size(); ++i)
        number(*hosts[i], i);
}

void Twins::unshare(const std::string& engine_id, const std::vector<Host*>& hosts) {
    if (shared_.erase(engine_id) == 0) return;
    for (Host* host : hosts)
        unnumber(*host);
}

void Twins::number(Host& host, size_t number) {
    if (host.twin < 0) ++hosts_;
    host.twin = static_cast<int>(number);
}

void Twins::unnumber(Host& host) {
    --hosts_;
    host.twin = -1;
}

std::vector<Twins::Shared> Twins::shown() const {
    std::vector<Shared> out;
    for (const std::string_view engine_id : shared_) {
        if (out.size() == kEnginesShown) break;
        const std::vector<Host*>& hosts = engines_.at(std::string(engine_id));
        Shared& shared = out.emplace_back(Shared{std::string(engine_id), {}, hosts.size()});
        for (const Host* host : std::span(hosts).first(std::min(hosts.size(), kHostsShown)))
            shared.hosts.push_back(host->target.host);
        std::ranges::sort(shared.hosts);
    }
    return out;
}

}  // namespace snmpolld::supervisor
