// How a plan is shown: to people and to programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "report/plan.hpp"

namespace snmpolld::daemon {

// What was put into it beside the config.
struct PlanBasis {
    std::string file;
    report::PlanSettings settings;
    Duration rtt{};
    double walk_varbinds = 0;
    bool has_walks = false;
    size_t measured = 0;  // hosts whose round trip is that of the state file
    std::string state_file;
};

std::string planText(const report::Plan& plan, const PlanBasis& basis);
nlohmann::ordered_json planJson(const report::Plan& plan, const PlanBasis& basis);

}  // namespace snmpolld::daemon
