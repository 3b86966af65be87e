// One fake agent without its sockets: bytes in, replies out, everything counted. Over SNMPv3 each address has an engine
// of its own, and one user is known; its reports are always honest.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "behaviour.hpp"
#include "mib.hpp"
#include "responder.hpp"
#include "usm.hpp"

namespace snmpolld::agents {

class Agent : public Responder {
  public:
    Agent(Rules rules, unsigned interfaces, unsigned seed,
          std::shared_ptr<const UsmUser> user = std::make_shared<UsmUser>())
        : rules_(std::move(rules)), mib_(interfaces), random_(seed), user_(std::move(user)) {}

    // `asked` decides the behaviour.
    std::vector<Reply> answer(const std::string& bytes, const RawAddress& asked) override;

    // {"requests":{"ok":3,"drop":1},"oids":{"ok":{"1":2,"7":1},"drop":{"7":1}},"replies":3,"malformed":0,"repeated":0}
    std::string statistics() const override;

  private:
    struct Asked {
        uint64_t requests = 0;
        std::map<size_t, uint64_t> by_oids;  // how many requests asked so many OIDs
    };

    bool isRepeated(const RawAddress& asked, Message request);
    UsmEngine& engineOf(const RawAddress& asked);
    std::vector<Reply> answerUsm(const std::string& bytes, const RawAddress& asked);
    std::vector<Reply> behave(const Message& request, const RawAddress& asked,
                              const std::function<std::string(const Message&)>& encode);

    Rules rules_;
    Mib mib_;
    std::mt19937 random_;
    std::shared_ptr<const UsmUser> user_;
    std::map<RawAddress, UsmEngine> engines_;
    std::map<RawAddress, DeviceMemory> memories_;
    std::set<std::pair<RawAddress, std::string>> seen_;
    std::map<std::string, Asked> asked_;  // by behaviour
    uint64_t replies_ = 0;
    uint64_t malformed_ = 0;
    uint64_t repeated_ = 0;
};

}  // namespace snmpolld::agents
