// Which varbinds of an answer a behaviour is about: those of an OID and of what is below it ("1.3.6.1.2.1.1.5"), or
// those in places that are counted from 1: "#5", "#5-" (from there on), "#-1" (the last one).
#pragma once

#include <optional>
#include <string_view>

#include "message.hpp"

namespace snmpolld::agents {

class Selection {
  public:
    static std::optional<Selection> parse(std::string_view text);

    // `place` is counted from 1, `count` is how many varbinds there are.
    bool has(const Oid& oid, size_t place, size_t count) const;
    // Whether any of them is one of these.
    bool hasAny(const std::vector<Varbind>& varbinds) const;

  private:
    bool parsePlaces(std::string_view text);

    Oid prefix_;     // empty: places count
    int first_ = 0;  // negative: counted from the end
    int last_ = 0;
};

bool isBelow(const Oid& oid, const Oid& prefix);

}  // namespace snmpolld::agents
