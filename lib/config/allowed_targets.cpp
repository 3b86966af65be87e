#include "config/allowed_targets.hpp"

#include <optional>

#include "base/text.hpp"

namespace snmpolld::config {

namespace {

constexpr uint16_t kLastPort = 65535;

// "161", "161-165"
bool readPorts(std::string_view text, AllowedTargets& to) {
    const size_t dash = text.find('-');
    const auto first = parseUpTo(text.substr(0, dash), kLastPort);
    const auto last = dash == std::string_view::npos ? first : parseUpTo(text.substr(dash + 1), kLastPort);
    if (!first || !last || *first == 0 || *first > *last) return false;
    to.first_port = static_cast<uint16_t>(*first);
    to.last_port = static_cast<uint16_t>(*last);
    return true;
}

// Takes "udp:" or "tcp:" off.
model::Transport takeTransport(std::string_view& text) {
    const bool tcp = text.starts_with("tcp:");
    if (tcp || text.starts_with("udp:")) text.remove_prefix(4);
    return tcp ? model::Transport::tcp : model::Transport::udp;
}

struct EntryParts {
    std::string_view network;
    std::optional<std::string_view> ports;
};

// A network of IPv6 has brackets if ports follow.
EntryParts partsOfEntry(std::string_view text) {
    if (text.starts_with('[')) {
        const size_t end = text.find("]:");
        if (end != std::string_view::npos) return {text.substr(1, end - 1), text.substr(end + 2)};
        return {text.ends_with(']') ? text.substr(1, text.size() - 2) : text, std::nullopt};
    }
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos) return {text, {}};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace

bool AllowedTargets::allow(const model::Address& address, model::Transport over) const {
    return over == transport && address.port >= first_port && address.port <= last_port && network.contains(address);
}

std::string AllowedTargets::toString() const {
    const std::string over = transport == model::Transport::tcp ? "tcp:" : "";
    if (first_port == 1 && last_port == kLastPort) return over + network.toString();
    const bool four = network.base.family == model::Family::ipv4;
    const std::string ports =
        std::to_string(first_port) + (first_port == last_port ? "" : "-" + std::to_string(last_port));
    return over + (four ? network.toString() : "[" + network.toString() + "]") + ":" + ports;
}

Result<AllowedTargets> parseAllowedTargets(std::string_view text) {
    AllowedTargets out{.network = {}, .transport = takeTransport(text)};
    const EntryParts parts = partsOfEntry(text);
    const auto network = parseNetwork(parts.network);
    if (!network) return tl::unexpected(network.error());
    out.network = *network;
    if (parts.ports && !readPorts(*parts.ports, out))
        return usageError("\"" + printable(text.substr(0, 80)) +
                          "\": ports are 1 to 65535, as in 192.0.2.0/24:161-165");
    return out;
}

}  // namespace snmpolld::config
