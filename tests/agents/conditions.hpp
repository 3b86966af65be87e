// When a fake agent misbehaves. One condition is one row of a table (conditions.cpp), and stands before a behaviour:
// "get?more_than:4?drop" leaves requests of more than four OIDs without answer if they are GETs. With '!' before it, it
// is turned round.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "exchange.hpp"

namespace snmpolld::agents {

struct ConditionRow;

class Condition {
  public:
    // nullopt: an unknown name, or an argument that is none.
    static std::optional<Condition> parse(std::string_view text);

    bool holds(const Exchange& exchange) const;

  private:
    const ConditionRow* row_ = nullptr;
    std::string argument_;
    bool turned_round_ = false;
};

// A line of help for each.
std::string conditionsHelp();

}  // namespace snmpolld::agents
