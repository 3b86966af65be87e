// Plan: whether a service's polls fit what it has, worked out from plain numbers before it is started. Pure. Loads are
// means over time: polls are spread over their intervals (schedule/schedule.hpp), so there are no peaks but those of
// chance, for which a fifth is left free.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "config/budgets.hpp"
#include "schedule/breaker.hpp"

namespace snmpolld::report {

// Percent of the hosts that do not answer: those of each interval, site and subnet alike.
inline constexpr std::array<int, 4> kDeadShares{0, 3, 10, 30};
using ByShare = std::array<double, kDeadShares.size()>;

// Hosts that are asked the same.
struct PlannedPolls {
    double hosts = 1;
    Duration interval{};
    Duration timeout{};
    int retries = 0;
    Duration rtt{};       // of a request
    double requests = 1;  // of a poll, one after the other
    double varbinds = 0;  // of a poll
    bool v3 = false;
    std::string site{};    // "": it has no budget of that kind
    std::string subnet{};  // likewise
};

struct PlanSettings {
    double hosts = 0;  // one may be asked several things
    int workers = 1;
    int sessions = 1;
    int cores = 1;
    double memory = 0;  // octets of the machine
    schedule::BreakerSettings breaker;
    config::Budgets budgets;
};

// One line of the table: the hosts with one interval, or all.
struct PlanLine {
    double hosts = 0;
    double polls = 0;      // begun or skipped, per second
    ByShare requests{};    // per second, retries among them
    ByShare in_flight{};   // polls, before dead hosts are suspect
    ByShare once_known{};  // polls in flight, when dead hosts are only probed
};

// Something that there is only so much of.
struct PlanLimit {
    std::string name;
    std::string unit;
    double limit = 0;  // what may be used
    ByShare used{};    // before dead hosts are suspect
    std::string help;  // what makes it fit

    std::optional<size_t> failsFrom() const;  // the first share of dead hosts with which it does not fit
    bool fits() const { return !failsFrom(); }
};

struct Plan {
    std::map<Duration, PlanLine> intervals;
    PlanLine total;
    std::vector<PlanLimit> limits;
    std::vector<std::string> notes;  // what does not keep it from fitting; one sentence each

    bool fits() const;
};

// What may be used of cores, sessions and memory.
inline constexpr double kMayBeUsed = 0.8;

Plan makePlan(const std::vector<PlannedPolls>& polls, const PlanSettings& settings);

}  // namespace snmpolld::report
