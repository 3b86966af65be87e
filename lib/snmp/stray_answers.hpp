// StrayAnswers: the latest answers that no exchange was waiting for at the address they came from. An exchange that
// gets no answer looks here for one that came from elsewhere. Shared by the exchanges of an engine.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "model/address.hpp"

namespace snmpolld::snmp {

class StrayAnswers {
  public:
    void add(int32_t id, const model::Address& from) { latest_[added_++ % latest_.size()] = {.id = id, .from = from}; }

    // Where an answer with one of these ids came from.
    std::optional<model::Address> find(std::span<const int32_t> ids) const {
        for (const Answer& answer : std::span(latest_).first(std::min(added_, latest_.size())))
            if (std::ranges::find(ids, answer.id) != ids.end()) return answer.from;
        return std::nullopt;
    }

  private:
    struct Answer {
        int32_t id;
        model::Address from;
    };

    std::array<Answer, 64> latest_;
    size_t added_ = 0;
};

}  // namespace snmpolld::snmp
