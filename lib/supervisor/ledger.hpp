// Ledger: counts due polls by how they ended. At any moment, due = sum of all outcomes + in flight.
#pragma once

#include <array>
#include <cstdint>

#include "model/host_record.hpp"

namespace snmpolld::supervisor {

class Ledger {
  public:
    // A record of missed times stands for several due polls.
    void begin(uint64_t polls = 1) { due_ += polls; }
    void end(model::Status status, uint64_t polls = 1) { outcomes_[static_cast<size_t>(status)] += polls; }

    uint64_t due() const { return due_; }
    uint64_t count(model::Status status) const { return outcomes_[static_cast<size_t>(status)]; }
    uint64_t ended() const {
        uint64_t sum = 0;
        for (const uint64_t n : outcomes_)
            sum += n;
        return sum;
    }
    uint64_t inFlight() const { return due_ - ended(); }

  private:
    uint64_t due_ = 0;
    std::array<uint64_t, model::kStatusCount> outcomes_{};
};

}  // namespace snmpolld::supervisor
