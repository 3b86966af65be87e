// Recorded devices on loopback addresses one after the other, each with its own SNMPv3 engine.
#pragma once

#include <random>
#include <vector>

#include "recorded_device.hpp"
#include "responder.hpp"
#include "usm.hpp"

namespace snmpolld::agents {

class RecordedNetwork : public Responder {
  public:
    // `first`: the address of the first device. An empty community: any is right.
    RecordedNetwork(const RawAddress& first, std::string community, std::shared_ptr<const UsmUser> user, unsigned seed)
        : next_(first), community_(std::move(community)), user_(std::move(user)), random_(seed) {}

    // Returns its address.
    RawAddress add(std::shared_ptr<const Rows> rows, const Trouble& trouble);

    std::vector<Reply> answer(const std::string& bytes, const RawAddress& asked) override;
    // {"devices":2,"requests":{"getbulk":3},"replies":3,"varbinds":75,"reports":{},"malformed":0}
    std::string statistics() const override;

  private:
    struct Device {
        RecordedDevice agent;
        UsmEngine engine;
    };

    std::string answerOf(Device& device, const std::string& bytes);
    std::string answerCommunity(Device& device, const std::string& bytes);
    std::string answerUsm(Device& device, const std::string& bytes);

    RawAddress next_;
    std::string community_;
    std::shared_ptr<const UsmUser> user_;
    std::mt19937 random_;
    std::map<RawAddress, Device> devices_;
    uint64_t replies_ = 0;
    uint64_t malformed_ = 0;
};

}  // namespace snmpolld::agents
