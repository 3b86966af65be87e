// The grammar of targets, the same in the config file and on the command line:
//   [udp:|udp6:|tcp:|tcp6:][community@]host[:port]    host: name, IPv4, IPv6 (in [] when a port follows)
//   10.0.0.0/24   2001:db8::/120   10.0.0.1-50   10.0.0.1-10.0.1.20   ranges, with the same prefix, community and port
// An IPv4 network of a /30 or wider leaves out its network and broadcast addresses. `\@` and `\:` are not needed: the
// last @ ends the community. Ranges are never expanded in memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "model/address.hpp"
#include "model/target.hpp"

namespace snmpolld::config {

struct TargetSpec {
    model::Transport transport = model::Transport::udp;
    bool ipv6_only = false;
    std::optional<Secret> community;
    std::string node;      // a single host's name or literal; empty for a range
    model::Address first;  // of a range: the first of `count` addresses
    uint64_t count = 1;    // at most 2^24
    uint16_t port = model::kSnmpPort;
    bool port_given = false;  // if so, the host's name in records has it, too
    std::string text;         // as written, without the community: for messages and dumps
};

// Errors name the text (never the community) and what is wrong with it.
Result<TargetSpec> parseTarget(std::string_view text);

// Host number `index` (below spec.count): fills host, node, port, transport, ipv6_only of `target`, nothing else.
void hostAt(const TargetSpec& spec, uint64_t index, model::Target& target);

}  // namespace snmpolld::config
