// Plan: works out from plain numbers, before a service is started, whether its polls fit the resources it has. Loads
// are means over time. Polls are spread over their intervals (schedule/schedule.hpp), so the only peaks are those of
// chance, for which a fifth is left free.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "config/budget_settings.hpp"
#include "schedule/breaker.hpp"

namespace snmpolld::report {

// Percentages of hosts that do not answer, assumed to be the same in each interval, site and subnet.
inline constexpr std::array<int, 4> kDeadShares{0, 3, 10, 30};
using ByShare = std::array<double, kDeadShares.size()>;

// The polls of hosts that are all asked the same.
struct PlannedPolls {
    double hosts = 1;
    Duration interval{};
    Duration timeout{};
    int retries = 0;
    Duration rtt{};       // of a request
    double requests = 1;  // in one poll, one after the other
    double varbinds = 0;  // in one poll
    bool v3 = false;
    std::string site{};    // empty if no budget of a site applies
    std::string subnet{};  // empty if no budget of a subnet applies
};

struct PlanSettings {
    double hosts = 0;  // each counted once, however many questions it is asked
    int workers = 1;
    int sessions = 1;
    int cores = 1;
    double memory = 0;  // octets of the machine
    schedule::BreakerSettings breaker;
    config::Budgets budgets;
};

// One line of the table: the hosts with one interval, or all hosts.
struct PlanLine {
    double hosts = 0;
    double polls = 0;      // per second, whether begun or skipped
    ByShare requests{};    // per second, retries included
    ByShare in_flight{};   // polls, before dead hosts are suspect
    ByShare once_known{};  // polls in flight, when dead hosts are only probed
};

// Something of which there is only so much.
struct PlanLimit {
    std::string name;
    std::string unit;
    double limit = 0;  // what may be used
    ByShare used{};    // before dead hosts are suspect
    std::string help;  // what to do if it does not fit

    std::optional<size_t> failsFrom() const;  // the first share of dead hosts with which it does not fit
    bool fits() const { return !failsFrom(); }
};

struct Plan {
    std::map<Duration, PlanLine> intervals;
    PlanLine total;
    std::vector<PlanLimit> limits;
    std::vector<std::string> notes;  // further remarks, a sentence each; none of them means that it does not fit

    bool fits() const;
};

// The usable share of cores, sessions and memory.
inline constexpr double kMayBeUsed = 0.8;

Plan makePlan(const std::vector<PlannedPolls>& polls, const PlanSettings& settings);

}  // namespace snmpolld::report
