#include "plan_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/duration.hpp"
#include "text_table.hpp"

namespace snmpolld::daemon {

namespace {

using nlohmann::ordered_json;
using report::ByShare;
using report::kDeadShares;
using report::Plan;
using report::PlanLimit;
using report::PlanLine;
using Rows = std::vector<std::vector<std::string>>;

// With at least three digits.
std::string number(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", value >= 100 ? 0 : value >= 10 ? 1 : 2, value);
    return text;
}

void addShares(std::vector<std::string>& row, const ByShare& values) {
    for (const double value : values)
        row.push_back(number(value));
}

std::vector<std::string> lineOf(const std::string& name, const PlanLine& line) {
    std::vector<std::string> row{name, number(line.hosts), number(line.polls)};
    addShares(row, line.requests);
    addShares(row, line.in_flight);
    row.push_back(number(line.once_known.back()));
    return row;
}

std::string intervalsText(const Plan& plan) {
    Rows rows{{"interval", "hosts", "polls/s"}};
    for (const char* what : {"requests/s ", "in flight "})
        for (const int dead : kDeadShares)
            rows[0].push_back(dead == 0 ? std::string(what) + "0 %" : std::to_string(dead) + " %");
    rows[0].push_back("once suspect");
    for (const auto& [interval, line] : plan.intervals)
        rows.push_back(lineOf(formatDuration(interval), line));
    rows.push_back(lineOf("total", plan.total));
    return textTable(rows);
}

std::string limitsText(const Plan& plan) {
    Rows rows{{"limit", "", "may be"}};
    for (const int dead : kDeadShares)
        rows[0].push_back(dead == 0 ? "with 0 % dead" : std::to_string(dead) + " %");
    rows[0].push_back("");
    for (const PlanLimit& limit : plan.limits) {
        std::vector<std::string> row{limit.name, limit.unit, number(limit.limit)};
        addShares(row, limit.used);
        row.push_back(limit.fits() ? "" : "TOO MUCH");
        rows.push_back(std::move(row));
    }
    return textTable(rows);
}

std::string failureText(const PlanLimit& limit, size_t from) {
    return "does not fit: " + limit.name + ": " + number(limit.used[from]) + " " + limit.unit + " with " +
           std::to_string(kDeadShares[from]) + " % of the hosts dead, where " + number(limit.limit) +
           " may be; what helps: " + limit.help + "\n";
}

std::string plural(double count, const std::string& word) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", count >= 1000 ? std::round(count) : std::round(count * 10) / 10);
    return (count >= 1000 ? std::to_string(std::llround(count)) : text) + (" " + word) + (count == 1 ? "" : "s");
}

std::string basisText(const PlanBasis& basis) {
    const auto& settings = basis.settings;
    std::string out = basis.file + ": " + number(settings.hosts) + " hosts, " + std::to_string(settings.workers) +
                      (settings.workers == 1 ? " worker of " : " workers of ") + std::to_string(settings.sessions) +
                      (settings.sessions == 1 ? " session, " : " sessions, ") + std::to_string(settings.cores) +
                      (settings.cores == 1 ? " core" : " cores") + "\n";
    if (basis.measured > 0)
        out += "known: the round trips of " + std::to_string(basis.measured) + " hosts (" + basis.state_file + ")\n";
    out += "assumed: a round trip of " + formatDuration(basis.rtt) + " (--rtt)";
    if (!basis.walks.empty()) out += ", " + plural(basis.assumed.interfaces, "interface") + " a host (--interfaces)";
    const auto is_unknown = [](const PlannedWalks& walks) { return walks.estimate.unknown > 0; };
    if (std::ranges::any_of(basis.walks, is_unknown))
        out += ", " + plural(basis.assumed.unknown_varbinds, "varbind") + " an unknown subtree (--walk-varbinds)";
    return out + "\n";
}

// "walks of interfaces: 29 columns x 15 rows assumed, 15 interfaces: 435 varbinds in 10 requests"
std::string walksText(const PlannedWalks& walks, double interfaces) {
    const report::WalkEstimate& estimate = walks.estimate;
    std::string modules, parts;
    for (const std::string& module : walks.modules)
        modules += (modules.empty() ? "" : ", ") + module;
    const auto add = [&](const std::string& part) { parts += (parts.empty() ? "" : ", ") + part; };
    if (estimate.columns > 0)
        add(plural(static_cast<double>(estimate.columns), "column") + " x " + plural(estimate.rowsOfColumn(), "row") +
            " assumed, " + plural(interfaces, "interface"));
    if (estimate.unknown > 0) add(plural(static_cast<double>(estimate.unknown), "unknown subtree"));
    if (estimate.whole > 0) add(plural(static_cast<double>(estimate.whole), "subtree") + " with much of a device");
    if (parts.empty()) add(plural(estimate.varbinds, "scalar"));
    return "walks of " + modules + ": " + parts + ": " + plural(estimate.varbinds, "varbind") + " in " +
           plural(walks.requests, "request") + "\n";
}

ordered_json lineJson(const PlanLine& line) {
    return {{"hosts", line.hosts},
            {"polls_per_second", line.polls},
            {"requests_per_second", line.requests},
            {"in_flight", line.in_flight},
            {"in_flight_once_suspect", line.once_known}};
}

ordered_json walksJson(const PlannedWalks& walks) {
    const report::WalkEstimate& estimate = walks.estimate;
    return {{"modules", walks.modules},         {"columns", estimate.columns},
            {"rows", estimate.rowsOfColumn()},  {"unknown_subtrees", estimate.unknown},
            {"whole_subtrees", estimate.whole}, {"varbinds", estimate.varbinds},
            {"requests", walks.requests}};
}

}  // namespace

std::string planText(const Plan& plan, const PlanBasis& basis) {
    std::string out = basisText(basis) + intervalsText(plan) + limitsText(plan);
    for (const PlannedWalks& walks : basis.walks)
        out += walksText(walks, basis.assumed.interfaces);
    for (const std::string& note : plan.notes)
        out += "note: " + note + "\n";
    for (const PlanLimit& limit : plan.limits)
        if (const auto from = limit.failsFrom()) out += failureText(limit, *from);
    if (plan.fits()) out += "fits, with up to " + std::to_string(kDeadShares.back()) + " % of the hosts dead\n";
    return out;
}

std::string planJson(const Plan& plan, const PlanBasis& basis) {
    ordered_json intervals = ordered_json::array(), limits = ordered_json::array(), walks = ordered_json::array();
    for (const PlannedWalks& walked : basis.walks)
        walks.push_back(walksJson(walked));
    for (const auto& [interval, line] : plan.intervals) {
        ordered_json one{{"interval_s", toSeconds(interval)}};
        one.update(lineJson(line));
        intervals.push_back(std::move(one));
    }
    for (const PlanLimit& limit : plan.limits)
        limits.push_back({{"name", limit.name},
                          {"unit", limit.unit},
                          {"limit", limit.limit},
                          {"used", limit.used},
                          {"fits", limit.fits()},
                          {"help", limit.help}});
    const ordered_json shown{{"fits", plan.fits()},
                             {"workers", basis.settings.workers},
                             {"sessions", basis.settings.sessions},
                             {"cores", basis.settings.cores},
                             {"assumed",
                              {{"rtt_ms", toSeconds(basis.rtt) * 1000},
                               {"interfaces", basis.assumed.interfaces},
                               {"walk_varbinds", basis.assumed.unknown_varbinds}}},
                             {"walks", std::move(walks)},
                             {"measured_hosts", basis.measured},
                             {"dead_percent", kDeadShares},
                             {"intervals", std::move(intervals)},
                             {"total", lineJson(plan.total)},
                             {"limits", std::move(limits)},
                             {"notes", plan.notes}};
    return shown.dump(1) + "\n";
}

}  // namespace snmpolld::daemon
