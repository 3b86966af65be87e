// Ledger: counts due polls by how they ended. At any moment, due = sum of all outcomes + in flight.
#pragma once

#include <array>
#include <cstdint>

#include "model/host_record.hpp"

namespace snmpolld::supervisor {

class Ledger {
  public:
    void begin() { ++due_; }
    void end(model::Status status) { ++outcomes_[static_cast<size_t>(status)]; }

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
