// The fleet's devices as SNMPv3 agents: each with an engine of its own that is made anew for every message, so that
// nothing is kept for a device. Its engine ID holds its address, its engine time is its sysUpTime in seconds.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fleet_agent.hpp"
#include "usm.hpp"

namespace snmpolld::agents {

class FleetUsm {
  public:
    using Users = std::vector<std::shared_ptr<const UsmUser>>;

    explicit FleetUsm(uint32_t boots) : boots_(boots) {}

    void add(std::shared_ptr<const UsmUser> user) { users_.push_back(std::move(user)); }
    // Of the odd addresses this share has the engine ID of the even one below, as if they were copies of it.
    void setTwins(double percent) { twins_ = percent; }

    // Empty: nothing is answered.
    Bytes answer(const FleetDevice& device, Bytes message, size_t most, FleetAgent& agent, FleetWriter& out);

    // What was refused, by the reason.
    const std::map<std::string, uint64_t>& reports() const { return reports_; }

  private:
    const std::shared_ptr<const UsmUser>& userOf(const std::string& message) const;
    std::string engineId(uint32_t address) const;

    Users users_{std::make_shared<UsmUser>()};  // the first is nobody's
    uint32_t boots_;
    double twins_ = 0;
    uint64_t salt_ = 1;
    std::map<std::string, uint64_t> reports_;
};

}  // namespace snmpolld::agents
