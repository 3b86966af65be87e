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

// Whether the request-id is 16 bits of one of these, and not the whole of it.
inline bool isCut(int32_t id, std::span<const int32_t> ids) {
    constexpr int32_t k16Bits = 0xffff;
    return std::ranges::any_of(ids, [id](int32_t own) { return own != id && (own & k16Bits) == (id & k16Bits); });
}

class StrayAnswers {
  public:
    void add(int32_t id, const model::Address& from) { latest_[added_++ % latest_.size()] = {.id = id, .from = from}; }

    struct Answer {
        int32_t id;
        model::Address from;
    };

    // One with one of these ids, or otherwise one with 16 bits of one of them.
    std::optional<Answer> find(std::span<const int32_t> ids) const {
        const auto known = std::span(latest_).first(std::min(added_, latest_.size()));
        auto found = std::ranges::find_if(known, [&](const Answer& a) { return std::ranges::count(ids, a.id) > 0; });
        if (found == known.end())
            found = std::ranges::find_if(known, [&](const Answer& a) { return isCut(a.id, ids); });
        return found == known.end() ? std::nullopt : std::optional(*found);
    }

  private:
    std::array<Answer, 64> latest_;
    size_t added_ = 0;
};

}  // namespace snmpolld::snmp
