// One fake agent without its sockets: bytes in, replies out, everything counted.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "behaviour.hpp"
#include "mib.hpp"
#include "responder.hpp"

namespace snmpolld::agents {

class Agent : public Responder {
  public:
    Agent(Rules rules, unsigned interfaces, unsigned seed)
        : rules_(std::move(rules)), mib_(interfaces), random_(seed) {}

    // `asked` decides the behaviour.
    std::vector<Reply> answer(const std::string& bytes, const RawAddress& asked) override;

    // {"requests":{"ok":3,"drop":1},"replies":3,"malformed":0,"repeated":0}
    std::string statistics() const override;

  private:
    bool isRepeated(const RawAddress& asked, Message request);

    Rules rules_;
    Mib mib_;
    std::mt19937 random_;
    std::set<std::pair<RawAddress, std::string>> seen_;
    std::map<std::string, uint64_t> requests_;  // by behaviour
    uint64_t replies_ = 0;
    uint64_t malformed_ = 0;
    uint64_t repeated_ = 0;
};

}  // namespace snmpolld::agents
