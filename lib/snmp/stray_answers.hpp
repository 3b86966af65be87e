// StrayAnswers: the latest answers that no exchange was waiting for at the address they came from. An exchange that
// gets no answer looks here for one that came from elsewhere. Shared by the exchanges of an engine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "model/address.hpp"

namespace snmpolld::snmp {

class StrayAnswers {
  public:
    void add(int32_t id, const model::Address& from) {
        latest_[next_] = {.id = id, .from = from};
        next_ = (next_ + 1) % latest_.size();
    }

    // Where an answer with one of these ids came from.
    std::optional<model::Address> find(std::span<const int32_t> ids) const {
        for (const Answer& answer : latest_)
            for (const int32_t id : ids)
                if (answer.id != 0 && answer.id == id) return answer.from;
        return std::nullopt;
    }

  private:
    struct Answer {
        int32_t id = 0;  // 0: none
        model::Address from{};
    };

    std::array<Answer, 64> latest_{};
    size_t next_ = 0;
};

}  // namespace snmpolld::snmp
