#include "config/lookups.hpp"

#include <doctest/doctest.h>

#include "config/expand.hpp"
#include "config/load.hpp"

using namespace snmpolld;
using model::MetricType;
using model::Oid;
using Oids = std::vector<Oid>;

namespace {

const Oid kIndexed{1, 3, 9, 1, 1};  // a table's columns: .1, .2 ..
const Oid kNames{1, 3, 9, 2, 1, 1};
const Oid kAliases{1, 3, 9, 2, 1, 2};

model::MetricLookup lookup(const Oid& oid, MetricType type = MetricType::DisplayString) {
    return {{"index"}, "name", oid, type};
}

model::MetricDefinition metric(const Oid& oid, std::vector<model::MetricLookup> lookups = {},
                               MetricType type = MetricType::gauge) {
    return {.name = "metric", .oid = oid, .type = type, .indexes = {{"index"}}, .lookups = std::move(lookups)};
}

std::shared_ptr<const model::MetricModule> moduleOf(std::vector<model::MetricDefinition> metrics) {
    return std::make_shared<const model::MetricModule>(model::MetricModule{"m", std::move(metrics)});
}

Oids cacheable(Oids walk, std::vector<model::MetricDefinition> metrics) {
    return config::cacheableLookups({.walk = std::move(walk), .metrics = {moduleOf(std::move(metrics))}});
}

}  // namespace

TEST_CASE("what is walked for lookups alone may be kept") {
    const auto value = metric({1, 3, 9, 1, 1, 3}, {lookup(kNames), lookup(kAliases)});
    CHECK(cacheable({kAliases, {1, 3, 9, 1, 1, 3}, kNames}, {value}) == Oids{kAliases, kNames});
    CHECK(cacheable({kIndexed, {1, 3, 9, 2, 1, 1, 7}}, {value}) == Oids{{1, 3, 9, 2, 1, 1, 7}});
}

TEST_CASE("a subtree that has more in it than a lookup's column is walked") {
    const auto value = metric({1, 3, 9, 1, 1, 3}, {lookup(kNames)});
    CHECK(cacheable({kIndexed, {1, 3, 9, 2}}, {value}).empty());
    CHECK(cacheable({kIndexed, kAliases}, {value}).empty());
}

TEST_CASE("a column that is a metric too is walked, whichever module has it") {
    const auto value = metric({1, 3, 9, 1, 1, 3}, {lookup(kNames), lookup(kAliases)});
    CHECK(cacheable({kIndexed, kNames, kAliases}, {value, metric(kNames)}) == Oids{kAliases});
    CHECK(cacheable({kIndexed, kNames}, {value, metric({1, 3, 9, 2})}).empty());
    CHECK(cacheable({kIndexed, kNames}, {value, metric({1, 3, 9, 2, 1, 1, 7})}).empty());
    const model::ModuleSet both{.walk = {kNames, kAliases},
                                .metrics = {moduleOf({value}), moduleOf({metric(kAliases)})}};
    CHECK(config::cacheableLookups(both) == Oids{kNames});
}

TEST_CASE("of two columns that are read together none is kept") {
    const auto value = metric({1, 3, 9, 1, 1, 3}, {lookup(kAliases, MetricType::InetAddress)});
    CHECK(cacheable({kIndexed, kNames, kAliases}, {value}).empty());
    const auto named = metric({1, 3, 9, 1, 1, 3}, {lookup(kNames)});
    CHECK(cacheable({kIndexed, kNames}, {named, metric(kAliases, {}, MetricType::LldpPortId)}).empty());
}

TEST_CASE("a column that a filter looks at is walked in each poll") {
    const auto value = metric({1, 3, 9, 1, 1, 3}, {lookup(kNames), lookup(kAliases)});
    model::ModuleSet set{.walk = {kIndexed, kNames, kAliases}, .metrics = {moduleOf({value})}};
    set.filters = {{kNames, {"eth"}}};
    CHECK(config::cacheableLookups(set) == Oids{kAliases});
}

TEST_CASE("a set has lookups when it is to keep them, and the shortest time of its modules counts") {
    using namespace std::chrono_literals;
    config::Config config = config::builtIn();
    CHECK((*config::moduleSet(config, {"interfaces"}))->lookups.empty());
    const auto own = config::moduleSet(config, {"interfaces"}, {.cache_lookups = 10min});
    const Oids names{*config.names->resolveSubtree("ifName"), *config.names->resolveSubtree("ifAlias"),
                     *config.names->resolveSubtree("ifDescr")};
    REQUIRE(own.has_value());
    CHECK((*own)->lookups == names);
    CHECK((*own)->requests.cache_lookups == 10min);
    config.modules["a"] = {.get = {}, .walk = {{1, 3, 2}}, .settings = {.cache_lookups = 1h}};
    config.modules["b"] = {.get = {}, .walk = {{1, 3, 3}}, .settings = {.cache_lookups = 10min}};
    CHECK((*config::moduleSet(config, {"a", "b", "interfaces"}))->requests.cache_lookups == 10min);
    CHECK((*config::moduleSet(config, {"a", "interfaces"}, {.cache_lookups = 0s}))->lookups.empty());
    config.defaults.cache_lookups = 5min;
    CHECK((*config::moduleSet(config, {"interfaces"}))->lookups == names);
}
