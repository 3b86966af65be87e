// An entry of http.targets_allow: hosts of a network that may be asked, at some ports, over one transport.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/network.hpp"
#include "model/target.hpp"

namespace snmpolld::config {

struct AllowedTargets {
    Network network;
    model::Transport transport = model::Transport::udp;
    uint16_t first_port = 1;  // to last_port
    uint16_t last_port = 65535;

    // The address with its port.
    bool allow(const model::Address& address, model::Transport over) const;
    std::string toString() const;  // "192.0.2.0/24", "tcp:[2001:db8::/32]:161-165"
};

// "192.0.2.0/24", "192.0.2.0/24:161", "udp:192.0.2.7:1-1023", "tcp:[2001:db8::/32]:161": without a transport it is UDP,
// without ports all of them. The error is a sentence without a subject.
Result<AllowedTargets> parseAllowedTargets(std::string_view text);

}  // namespace snmpolld::config
