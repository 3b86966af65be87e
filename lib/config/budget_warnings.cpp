#include "config/budget_warnings.hpp"

#include <cmath>
#include <set>

#include "base/float_text.hpp"
#include "base/text.hpp"

namespace snmpolld::config {

namespace {

using Demand = std::map<std::string, double, std::less<>>;  // polls per second by site

// Modules with the same interval are polled together.
double pollsPerSecond(const TargetEntry& entry) {
    std::set<Duration> intervals;
    for (const std::string& module : entry.modules) {
        const auto own = entry.intervals.find(module);
        intervals.insert(own == entry.intervals.end() ? entry.interval : own->second);
    }
    double polls = 0;
    for (const Duration interval : intervals)
        polls += static_cast<double>(entry.spec.count) / toSeconds(interval);
    return polls;
}

std::string numberOf(double value) {
    std::string text;
    appendFixed(text, std::round(value * 100) / 100);
    return text;
}

Demand siteDemand(const Config& config) {
    Demand demand;
    for (const TargetEntry& entry : config.targets)
        if (const auto label = entry.labels.find(config.budgets.label); label != entry.labels.end())
            demand[label->second] += pollsPerSecond(entry);
    return demand;
}

class Warnings {
  public:
    explicit Warnings(const Config& config) : config_(config), budgets_(config.budgets) {}

    std::vector<std::string> run() {
        checkStarts();
        if (!budgets_.hasSites()) return std::move(found_);
        const Demand demand = siteDemand(config_);
        checkNames(demand);
        for (const auto& [site, polls] : demand)
            checkSite(site, polls);
        return std::move(found_);
    }

  private:
    void checkStarts();
    void checkNames(const Demand& demand);
    void checkSite(const std::string& site, double polls);
    void say(const std::string& key, const std::string& sentence) {
        const auto where = budgets_.where.find(key);
        found_.push_back((where == budgets_.where.end() ? "" : where->second + ": ") + sentence);
    }

    const Config& config_;
    const Budgets& budgets_;
    std::vector<std::string> found_;
};

void Warnings::checkStarts() {
    double polls = 0;
    for (const TargetEntry& entry : config_.targets)
        polls += pollsPerSecond(entry);
    if (budgets_.starts_per_second > 0 && polls > budgets_.starts_per_second)
        say("starts_per_second", "starts_per_second: " + numberOf(budgets_.starts_per_second) + " are fewer than the " +
                                     numberOf(polls) + " polls that the intervals ask for");
}

void Warnings::checkNames(const Demand& demand) {
    if (demand.empty())
        return say("site.label", "label: no target has the label \"" + printable(budgets_.label) + "\"");
    for (const auto& [site, limits] : budgets_.sites)
        if (!demand.contains(site))
            say("sites." + site, "sites: no target has the label " + budgets_.label + " \"" + printable(site) + "\"");
}

// Each poll makes at least one request.
void Warnings::checkSite(const std::string& site, double polls) {
    const uint32_t limit = budgets_.ofSite(site).requests_per_second;
    if (limit == 0 || polls <= limit) return;
    const std::string own = "sites." + site;
    say(budgets_.sites.contains(site) ? own : "site", "requests_per_second: " + std::to_string(limit) +
                                                          " are fewer than the " + numberOf(polls) + " polls of site " +
                                                          printable(site) + " that the intervals ask for");
}

}  // namespace

std::vector<std::string> budgetWarnings(const Config& config) {
    return Warnings(config).run();
}

}  // namespace snmpolld::config
