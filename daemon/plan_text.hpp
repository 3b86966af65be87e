// How a plan is shown: to people and to programs.
#pragma once

#include <string>
#include <vector>

#include "report/plan.hpp"
#include "report/walk_estimate.hpp"

namespace snmpolld::daemon {

// Modules that are polled together, and what their walks are estimated to bring.
struct PlannedWalks {
    std::vector<std::string> modules;
    report::WalkEstimate estimate;
    double requests = 0;  // of one poll
};

// What the plan was made from, apart from the config.
struct PlanBasis {
    std::string file;
    report::PlanSettings settings;
    Duration rtt{};
    report::WalkAssumptions assumed;
    std::vector<PlannedWalks> walks;
    size_t measured = 0;  // hosts whose round trip is known from the state file
    std::string state_file;
};

std::string planText(const report::Plan& plan, const PlanBasis& basis);
std::string planJson(const report::Plan& plan, const PlanBasis& basis);

}  // namespace snmpolld::daemon
