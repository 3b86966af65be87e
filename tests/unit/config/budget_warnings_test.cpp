#include "config/budget_warnings.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"

using namespace snmpolld;
using namespace snmpolld::config;
using namespace std::chrono_literals;

namespace {

void addHosts(Config& config, const std::string& site, uint64_t count, Duration interval) {
    TargetEntry entry;
    entry.spec.count = count;
    entry.interval = interval;
    entry.modules = {"system", "interfaces"};
    if (!site.empty()) entry.labels["site"] = site;
    config.targets.push_back(entry);
}

Config sample() {
    Config config = builtIn();
    addHosts(config, "ams", 100, 10s);
    addHosts(config, "ber", 50, 20s);
    addHosts(config, "", 5, 2s);
    for (const std::string key : {"starts_per_second", "site", "sites", "site.label", "sites.ams", "sites.muc"})
        config.budgets.where[key] = "f.yaml:" + key;
    return config;
}

using Sentences = std::vector<std::string>;

}  // namespace

TEST_CASE("budgets that suffice are warned of by nobody") {
    Config config = sample();
    CHECK(budgetWarnings(config).empty());
    config.budgets.starts_per_second = 15;
    config.budgets.site = {.in_flight = 1, .requests_per_second = 10};
    config.budgets.sites["ams"] = {.in_flight = 1};
    CHECK(budgetWarnings(config).empty());
}

TEST_CASE("a rate of starts below what the intervals ask for is told with both figures") {
    Config config = sample();
    config.budgets.starts_per_second = 12;
    CHECK(budgetWarnings(config) == Sentences{"f.yaml:starts_per_second: starts_per_second: 12 are fewer than the 15 "
                                              "polls that the intervals ask for"});
}

TEST_CASE("modules with an interval of their own are polls of their own") {
    Config config = sample();
    config.targets.front().intervals["interfaces"] = 5s;
    config.budgets.starts_per_second = 35;
    CHECK(budgetWarnings(config).empty());
    config.budgets.starts_per_second = 34;
    CHECK(budgetWarnings(config) == Sentences{"f.yaml:starts_per_second: starts_per_second: 34 are fewer than the 35 "
                                              "polls that the intervals ask for"});
}

TEST_CASE("so is that of a site, where it was written") {
    Config config = sample();
    config.budgets.site.requests_per_second = 2;
    CHECK(budgetWarnings(config) == Sentences{"f.yaml:site: requests_per_second: 2 are fewer than the 10 polls of site "
                                              "ams that the intervals ask for",
                                              "f.yaml:site: requests_per_second: 2 are fewer than the 2.5 polls of "
                                              "site ber that the intervals ask for"});
    config.budgets.sites["ams"].requests_per_second = 3;
    config.budgets.site = {};
    CHECK(budgetWarnings(config) == Sentences{"f.yaml:sites.ams: requests_per_second: 3 are fewer than the 10 polls of "
                                              "site ams that the intervals ask for"});
}

TEST_CASE("sites and labels that no target has") {
    Config config = sample();
    config.budgets.sites["muc"].in_flight = 3;
    CHECK(budgetWarnings(config) == Sentences{"f.yaml:sites.muc: sites: no target has the label site \"muc\""});
    config.budgets.label = "room";
    CHECK(budgetWarnings(config) == Sentences{"f.yaml:site.label: label: no target has the label \"room\""});
}
