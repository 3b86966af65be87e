// How a fake agent misbehaves. One behaviour is one row of a table (behaviour_rows.cpp); several are joined with '+':
// "delay:50+loss:10". Conditions (conditions.hpp) may stand before each: "get?more_than:4?drop". A rule gives a
// behaviour to a network: "127.1.0.0/16=drop"; the longest prefix wins.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conditions.hpp"
#include "exchange.hpp"

namespace snmpolld::agents {

// How a device answers when it is honest, and puts an answer into a message.
struct Honesty {
    std::function<Message(const Message& request)> answer;
    std::function<std::string(const Message& answer)> encode;
};

struct BehaviourRow;

class Behaviour {
  public:
    // nullopt: an unknown name, or an argument that is none.
    static std::optional<Behaviour> parse(std::string_view text);

    std::vector<Reply> apply(Exchange exchange, const Honesty& honesty) const;
    const std::string& name() const { return name_; }

  private:
    struct Step {
        std::vector<Condition> conditions;
        const BehaviourRow* row = nullptr;
        std::string argument;

        bool parse(std::string_view text);
        bool isDue(const Exchange& exchange) const;
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
