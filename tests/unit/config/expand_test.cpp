#include "config/expand.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"

using namespace snmpolld;
using config::Config;
using config::expandTargets;
using config::TargetEntry;

namespace {

TargetEntry entryOf(std::string_view text, std::string where) {
    TargetEntry entry;
    entry.spec = *config::parseTarget(text);
    entry.auth = entry.spec.community ? "" : "public_v2";
    entry.modules = {"system"};
    entry.interval = std::chrono::seconds(30);
    entry.timeout = std::chrono::seconds(2);
    entry.retries = 4;
    entry.where = std::move(where);
    return entry;
}

Config configWith(std::initializer_list<const char*> targets) {
    Config config = config::builtIn();
    int line = 0;
    for (const char* text : targets)
        config.targets.push_back(entryOf(text, "file.yaml:" + std::to_string(++line) + ":1"));
    return config;
}

}  // namespace

TEST_CASE("ranges become targets that share what is the same") {
    const auto targets = expandTargets(configWith({"sw1", "10.0.0.0/29", "secret@sw2", "secret@sw3:1161"}));
    REQUIRE_MESSAGE(targets.has_value(), targets.error().message);
    REQUIRE(targets->size() == 9);
    CHECK((*targets)[1].host == "10.0.0.1");
    CHECK((*targets)[6].host == "10.0.0.6");
    CHECK((*targets)[1].retries == 4);
    CHECK((*targets)[1].interval == std::chrono::seconds(30));
    CHECK((*targets)[0].credentials == (*targets)[6].credentials);
    CHECK((*targets)[0].module_set == (*targets)[8].module_set);
    CHECK((*targets)[7].credentials == (*targets)[8].credentials);
    CHECK((*targets)[7].credentials->community.reveal() == "secret");
    CHECK((*targets)[7].auth.empty());
    CHECK((*targets)[8].host == "sw3:1161");
    CHECK((*targets)[8].port == 1161);
}

TEST_CASE("a community of its own goes with version 1 when the default auth does") {
    Config config = configWith({"secret@sw1"});
    CHECK(expandTargets(config)->front().credentials->version == model::Version::v2c);
    config.auths.at("public_v2")->version = model::Version::v1;
    CHECK(expandTargets(config)->front().credentials->version == model::Version::v1);
    config.auths.at("public_v2")->version = model::Version::v3;
    CHECK(expandTargets(config)->front().credentials->version == model::Version::v2c);
}

TEST_CASE("the same host and port twice is refused with both places") {
    const auto name = expandTargets(configWith({"sw1", "SW1:161"}));
    REQUIRE_FALSE(name.has_value());
    CHECK(name.error().message == "file.yaml:2:1: SW1:161 is given twice, first at file.yaml:1:1");
    CHECK_FALSE(expandTargets(configWith({"10.0.0.0/24", "10.0.0.9"})).has_value());
    CHECK_FALSE(expandTargets(configWith({"2001:db8::1", "2001:DB8:0::1"})).has_value());
    CHECK(expandTargets(configWith({"sw1", "sw1:1161", "10.0.0.1", "10.0.0.1:1161"})).has_value());
}

TEST_CASE("no target at all is refused") {
    CHECK_FALSE(expandTargets(configWith({})).has_value());
}

TEST_CASE("modules are merged in order and without repeats") {
    Config config = config::builtIn();
    config.modules["a"].get = {model::Oid{1, 3, 1}, model::Oid{1, 3, 2}};
    config.modules["b"].get = {model::Oid{1, 3, 2}, model::Oid{1, 3, 3}};
    const auto set = config::moduleSet(config, {"b", "a", "b"});
    REQUIRE(set.has_value());
    CHECK((*set)->modules == std::vector<std::string>{"b", "a"});
    CHECK((*set)->get == std::vector<model::Oid>{{1, 3, 2}, {1, 3, 3}, {1, 3, 1}});
}

TEST_CASE("nothing that is walked is asked twice") {
    Config config = config::builtIn();
    config.modules["a"].walk = {{1, 3, 2, 1}, {1, 3, 5}, {1, 3, 2, 1, 7}};
    config.modules["a"].get = {{1, 3, 2, 9, 0}, {1, 3, 5, 0}, {1, 3, 55, 0}};
    config.modules["b"].walk = {{1, 3, 5}, {1, 3, 2}, {1, 3, 55, 1}};
    const auto set = config::moduleSet(config, {"a", "b"});
    REQUIRE(set.has_value());
    CHECK((*set)->walk == std::vector<model::Oid>{{1, 3, 5}, {1, 3, 2}, {1, 3, 55, 1}});
    CHECK((*set)->get == std::vector<model::Oid>{{1, 3, 55, 0}});
    config.modules["all"].walk = {{1}};
    const auto all = config::moduleSet(config, {"a", "all", "b", "system"});
    REQUIRE(all.has_value());
    CHECK((*all)->walk == std::vector<model::Oid>{{1}});
    CHECK((*all)->get.empty());
}

TEST_CASE("united modules are asked as the most careful and the largest of them wants") {
    Config config = config::builtIn();
    config.modules["a"] = {
        .get = {}, .walk = {{1, 3, 2}}, .settings = {.max_rows = 500, .max_repetitions = 10, .rates = true}};
    config.modules["b"] = {
        .get = {}, .walk = {{1, 3, 5}}, .settings = {.max_rows = 900, .max_repetitions = 40, .rates = false}};
    config.modules["c"] = {.get = {}, .walk = {{1, 3, 7}}, .settings = {}};
    const auto set = config::moduleSet(config, {"c", "b", "a"});
    REQUIRE(set.has_value());
    CHECK((*set)->requests.max_repetitions == 10);
    CHECK((*set)->requests.max_rows == 900);
    CHECK((*set)->requests.rates);
    CHECK_FALSE((*set)->requests.allow_nonincreasing_oids);
}

TEST_CASE("a target's own manner wins over its modules', theirs over the defaults'") {
    Config config = config::builtIn();
    config.defaults.max_repetitions = 5;
    config.defaults.max_rows = 50;
    config.defaults.allow_nonincreasing_oids = true;
    config.defaults.rates = true;
    config.modules["a"] = {.get = {}, .walk = {{1, 3, 2}}, .settings = {.max_repetitions = 10, .rates = false}};
    const auto set = config::moduleSet(config, {"a"}, {.max_rows = 7, .allow_nonincreasing_oids = false});
    REQUIRE(set.has_value());
    CHECK((*set)->requests.max_repetitions == 10);
    CHECK((*set)->requests.max_rows == 7);
    CHECK_FALSE((*set)->requests.rates);
    CHECK_FALSE((*set)->requests.allow_nonincreasing_oids);
}

TEST_CASE("targets share a set when they ask the same in the same manner") {
    Config config = configWith({"10.0.0.0/29", "sw1", "sw2", "sw3"});
    config.targets[2].given.rates = true;
    config.targets[3].given.rates = true;
    const auto targets = expandTargets(config);
    REQUIRE(targets.has_value());
    CHECK((*targets)[0].module_set == (*targets)[6].module_set);
    CHECK((*targets)[6].module_set != (*targets)[7].module_set);
    CHECK((*targets)[7].module_set == (*targets)[8].module_set);
    CHECK((*targets)[8].module_set->requests.rates);
}

TEST_CASE("an unknown module is refused with the nearest known one") {
    const auto set = config::moduleSet(config::builtIn(), {"sytsem"});
    REQUIRE_FALSE(set.has_value());
    CHECK(set.error().message == "no module \"sytsem\"; did you mean system?");
}
