// How a fake agent misbehaves. One behaviour is one row of a table (behaviour.cpp); several are joined with '+':
// "delay:50+loss:10". A rule gives a behaviour to a network: "127.1.0.0/16=drop"; the longest prefix wins.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "message.hpp"

namespace snmpolld::agents {

// What leaves, when, and how.
struct Reply {
    std::string bytes;
    std::chrono::milliseconds delay{0};
    std::chrono::milliseconds per_octet{0};  // TCP only: time between two octets
    bool other_source = false;               // UDP only: from an address that was not asked
};

// One request on its way through the behaviours; each changes the part of its stage.
struct Exchange {
    const Message& request;
    bool repeated;  // the same question came before
    std::mt19937& random;
    Message answer;              // first stage
    std::string bytes;           // second stage: the answer encoded
    std::vector<Reply> replies;  // third stage: at first one reply with the bytes
};

struct BehaviourRow;

class Behaviour {
  public:
    // nullopt: an unknown name, or an argument that is none.
    static std::optional<Behaviour> parse(std::string_view text);

    std::vector<Reply> apply(Exchange exchange) const;
    const std::string& name() const { return name_; }

  private:
    struct Step {
        const BehaviourRow* row;
        std::string argument;
    };

    std::string name_;
    std::vector<Step> steps_;
};

// An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d.
using RawAddress = std::array<uint8_t, 16>;
std::optional<RawAddress> parseAddress(const std::string& text);
std::string formatAddress(const RawAddress& address);
bool isV4(const RawAddress& address);

class Rules {
  public:
    Rules();

    // "NETWORK/BITS=BEHAVIOUR" or "ADDRESS=BEHAVIOUR"; false when it is neither.
    bool add(std::string_view text);
    const Behaviour& find(const RawAddress& address) const;

  private:
    struct Rule {
        RawAddress network;
        unsigned bits;
        Behaviour behaviour;
    };

    std::vector<Rule> rules_;  // longest prefix first; the last one fits everything
};

}  // namespace snmpolld::agents
