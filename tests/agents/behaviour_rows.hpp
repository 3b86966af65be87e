// The table of what a fake agent can do wrong.
#pragma once

#include "arguments.hpp"
#include "exchange.hpp"

namespace snmpolld::agents {

enum class Stage { request, message, bytes, delivery };

struct BehaviourRow {
    std::string_view name;
    Stage stage;
    FitsArgument fits;
    void (*change)(Exchange&, const std::string& argument);
    std::string_view help;
};

// nullptr: there is none of this name.
const BehaviourRow* findBehaviour(std::string_view name);

// A line of help for each.
std::string behavioursHelp();

}  // namespace snmpolld::agents
