// AgentKey: which agent a target asks. Two targets with the same key ask the same agent, so that what was learned from
// one of them (round trips, engine, lookup tables, counter readings) holds for the other. How a target asks its agent,
// and what, is no part of the key.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "model/address.hpp"

namespace snmpolld::model {

struct Credentials;
struct Target;

// Whether two have the same value; mostly they are one object.
bool sameCredentials(const std::shared_ptr<const Credentials>& a, const std::shared_ptr<const Credentials>& b);

struct AgentKey {
    std::string node;
    uint16_t port = kSnmpPort;
    Transport transport = Transport::udp;
    std::shared_ptr<const Credentials> credentials;

    static AgentKey of(const Target& target);

    // Whether the target asks this agent; the same as *this == AgentKey::of(target).
    bool isOf(const Target& target) const;

    bool operator==(const AgentKey& other) const;
};

// Whether both ask the same agent.
bool sameAgent(const Target& a, const Target& b);

}  // namespace snmpolld::model
