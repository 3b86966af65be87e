#include "config/shipped.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "config/expand.hpp"
#include "config/load.hpp"
#include "folder.hpp"
#include "names/name_file.hpp"
#include "names/names.hpp"

using namespace snmpolld;
using config::shippedFiles;
using config::shippedModule;

namespace {

const names::NameCatalog kNames;

std::shared_ptr<const model::ModuleSet> setOf(const std::vector<std::string>& modules) {
    const auto set = config::moduleSet(config::builtIn(), modules);
    REQUIRE_MESSAGE(set.has_value(), set.error().message);
    return *set;
}

// Of its metrics and their lookups.
std::vector<model::Oid> oidsOf(const config::Module& module) {
    std::vector<model::Oid> oids;
    for (const model::MetricDefinition& metric : module.metrics->metrics) {
        oids.push_back(metric.oid);
        for (const model::MetricLookup& lookup : metric.lookups)
            oids.push_back(lookup.oid);
    }
    return oids;
}

}  // namespace

TEST_CASE("these modules come with the program") {
    std::vector<std::string_view> names;
    for (const config::ShippedFile& file : shippedFiles())
        names.push_back(file.name);
    CHECK(names == std::vector<std::string_view>{"bgp4", "entity-sensor", "host-resources", "interfaces", "lldp",
                                                 "printer", "system", "ucd", "ups"});
}

TEST_CASE("every shipped module loads and asks nothing twice") {
    for (const config::ShippedFile& file : shippedFiles()) {
        CAPTURE(file.name);
        const auto module = shippedModule(file.name, kNames);
        REQUIRE_MESSAGE(module.has_value(), module.error().message);
        const auto set = setOf({std::string(file.name)});
        CHECK(set->get == module->get);
        CHECK(set->walk == module->walk);
        CHECK(set->modules == std::vector<std::string>{std::string(file.name)});
    }
}

// What is walked or asked gives a metric or a label, and nothing is left of what is not asked.
TEST_CASE("every object of a shipped module is a metric or a label of one") {
    for (const config::ShippedFile& file : shippedFiles()) {
        CAPTURE(file.name);
        const auto module = shippedModule(file.name, kNames);
        REQUIRE(module.has_value());
        REQUIRE(module->metrics != nullptr);
        CHECK(module->metrics->name == file.name);
        std::set<model::Oid> asked(module->walk.begin(), module->walk.end());
        for (const model::Oid& oid : module->get)
            asked.insert(model::Oid(oid.ids().first(oid.size() - 1)));
        std::set<model::Oid> told;
        for (const model::MetricDefinition& metric : module->metrics->metrics) {
            CAPTURE(metric.name);
            CHECK_FALSE(metric.help.empty());
            CHECK(kNames.nameOf(metric.oid) == metric.name);
            told.insert(metric.oid);
            for (const model::MetricLookup& lookup : metric.lookups)
                if (!lookup.oid.empty()) told.insert(lookup.oid);
        }
        CHECK(told == asked);
    }
}

// The imported names have every name of the built-in ones, in a module and at an OID of their own.
TEST_CASE("no imported name changes a shipped module") {
    std::map<std::string_view, config::Module> before;
    for (const config::ShippedFile& file : shippedFiles())
        before.emplace(file.name, shippedModule(file.name, kNames).value());
    test::Folder folder;
    std::vector<names::ImportedName> names;
    for (const names::NameEntry& entry : names::nameTable())
        names.push_back({{1, 3, 6, 1, 4, 1, 99999, static_cast<uint32_t>(names.size())},
                         "VENDOR-MIB",
                         std::string(entry.name),
                         entry.kind});
    REQUIRE(names::writeNames(folder.path() / "names", std::move(names)));
    REQUIRE(::setenv("SNMPOLLD_NAMES", (folder.path() / "names").c_str(), 1) == 0);
    const names::NameCatalog imported = names::withImportedNames();
    const auto clash = imported.resolveOid("sysDescr");
    std::map<std::string_view, Result<config::Module>> after;
    for (const config::ShippedFile& file : shippedFiles())
        after.emplace(file.name, shippedModule(file.name, imported));
    REQUIRE(::setenv("SNMPOLLD_NAMES", "", 1) == 0);
    CHECK_FALSE(clash.has_value());
    for (const auto& [name, module] : after) {
        CAPTURE(name);
        REQUIRE_MESSAGE(module.has_value(), module.error().message);
        CHECK(module->get == before.at(name).get);
        CHECK(module->walk == before.at(name).walk);
        CHECK(oidsOf(*module) == oidsOf(before.at(name)));
    }
}

TEST_CASE("interfaces have the labels that snmp_exporter's if_mib gives them") {
    const auto set = setOf({"interfaces"});
    REQUIRE(set->metrics.size() == 1);
    for (const model::MetricDefinition& metric : set->metrics[0]->metrics) {
        CAPTURE(metric.name);
        REQUIRE(metric.indexes.size() == 1);
        CHECK(metric.indexes[0].label == "ifIndex");
        std::vector<std::string> labels;
        for (const model::MetricLookup& lookup : metric.lookups)
            labels.push_back(lookup.label);
        CHECK(labels == std::vector<std::string>{"ifAlias", "ifDescr", "ifName"});
    }
}

TEST_CASE("the metrics of a shipped module are the same object for all who ask a config for them") {
    const auto config = config::builtIn();
    const auto first = config::moduleSet(config, {"system", "ups"});
    const auto second = config::moduleSet(config, {"ups"});
    REQUIRE(first.has_value());
    REQUIRE((*first)->metrics.size() == 2);
    CHECK((*first)->metrics[1] == (*second)->metrics[0]);
}

TEST_CASE("every shipped module is told of in a comment at its head") {
    for (const config::ShippedFile& file : shippedFiles())
        CHECK(file.content.starts_with("# "));
}

TEST_CASE("the discontinuity of an interface is known before its counters") {
    const auto set = setOf({"system", "interfaces"});
    CHECK(set->walk.front() == kNames.resolveSubtree("ifCounterDiscontinuityTime"));
    CHECK(set->requests.rates);
    CHECK(set->get.size() == 5);
}

TEST_CASE("what does not come with the program is said so") {
    CHECK(config::isShipped("interfaces"));
    CHECK_FALSE(config::isShipped("interface"));
    CHECK_FALSE(shippedModule("interface", kNames).has_value());
    const auto set = config::moduleSet(config::builtIn(), {"interface"});
    REQUIRE_FALSE(set.has_value());
    CHECK(set.error().message == "no module \"interface\"; did you mean interfaces?");
}

TEST_CASE("a definition of the user's own takes the place of the shipped one") {
    config::Config config = config::builtIn();
    config.modules["interfaces"].get = {{1, 3, 6, 1, 2, 1, 2, 1, 0}};
    const auto set = config::moduleSet(config, {"interfaces"});
    REQUIRE(set.has_value());
    CHECK((*set)->walk.empty());
    CHECK((*set)->get.size() == 1);
}
