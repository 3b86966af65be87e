#include "names/metric_names.hpp"
#include "looking_up.hpp"
#include "names/name_scope.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::test;
using model::MetricDefinition;
using model::MetricModule;
using model::Oid;

namespace {

MetricDefinition metric(const std::string& name, const std::string& oid, bool indexed = true) {
    MetricDefinition definition{name, *Oid::parse(oid)};
    if (indexed) definition.indexes.push_back({"i"});
    return definition;
}

const MetricModule kOven{
    "oven",
    {metric("ovenHeat", "1.3.6.1.4.1.99999.2.1.4"), metric("ovenDoor", "1.3.6.1.4.1.99999.3", false),
     metric("bake:lamp", "1.3.6.1.4.1.99999.4", false)}};

}  // namespace

TEST_CASE_FIXTURE(LookingUp, "the name of a metric is known both ways, and its module stands for a MIB module") {
    catalog.learn(kOven);
    CHECK(nameOf("1.3.6.1.4.1.99999.2.1.4.7") == "ovenHeat.7");
    CHECK(nameOf("1.3.6.1.4.1.99999.3.0") == "ovenDoor.0");
    CHECK(nameOf("1.3.6.1.4.1.99999.5.0") == "none");
    CHECK(resolved("ovenHeat.7") == "1.3.6.1.4.1.99999.2.1.4.7");
    CHECK(resolved("oven::ovenHeat") == "1.3.6.1.4.1.99999.2.1.4");
    CHECK(resolved("bake:lamp.0") == "1.3.6.1.4.1.99999.4.0");
    CHECK(resolved("ovenHaet") == "\"ovenHaet\" is not a known name; did you mean ovenHeat?");
    CHECK(resolved("stove::ovenHeat") == "\"stove::ovenHeat\": ovenHeat is in oven, not in stove");
}

TEST_CASE_FIXTURE(
    LookingUp,
    "a GET of a metric needs an instance where it has indexes, and takes its OID as it is where it has none") {
    catalog.learn(kOven);
    CHECK(instance("ovenHeat") == "\"ovenHeat\" is a table's column; a GET needs an instance, such as ovenHeat.1");
    CHECK(instance("ovenHeat.7") == "1.3.6.1.4.1.99999.2.1.4.7");
    CHECK(instance("ovenDoor.0") == "1.3.6.1.4.1.99999.3.0");
    CHECK(instance("ovenDoor") == "1.3.6.1.4.1.99999.3");
}

TEST_CASE_FIXTURE(LookingUp, "built-in names win over the names of metrics, silently") {
    catalog.learn({"own",
                   {metric("inOctets", "1.3.6.1.2.1.2.2.1.10"), metric("sysName", "1.3.6.1.4.1.99999.6"),
                    metric("deep", "1.3.6.1.2.1.2.2.1.10.1")}});
    CHECK(nameOf("1.3.6.1.2.1.2.2.1.10.1") == "ifInOctets.1");
    CHECK(resolved("sysName") == "1.3.6.1.2.1.1.5");
    CHECK(resolved("own::sysName") == "1.3.6.1.4.1.99999.6");
    CHECK(nameOf("1.3.6.1.4.1.99999.6.1") == "sysName.1");
    CHECK(resolved("inOctets.3") == "1.3.6.1.2.1.2.2.1.10.3");
}

TEST_CASE_FIXTURE(LookingUp,
                  "a metric's name that two modules have for different OIDs is ambiguous, but not within one of them") {
    catalog.learn(kOven);
    catalog.learn({"stove", {metric("ovenHeat", "1.3.6.1.4.1.88888.1")}});
    CHECK(resolved("ovenHeat") ==
          "\"ovenHeat\" is ambiguous: stove::ovenHeat (1.3.6.1.4.1.88888.1), oven::ovenHeat (1.3.6.1.4.1.99999.2.1.4)");
    CHECK(resolved("stove::ovenHeat") == "1.3.6.1.4.1.88888.1");
    CHECK(resolved("ovenHeat").find("ambiguous") != std::string::npos);
    catalog.learn({"stove", {metric("ovenHeat", "1.3.6.1.4.1.99999.2.1.4")}});
    CHECK(resolved("ovenHeat") == "1.3.6.1.4.1.99999.2.1.4");
}

TEST_CASE_FIXTURE(LookingUp,
                  "while a module is read, the names of its own metrics come before those of other modules") {
    catalog.learn(kOven);
    catalog.learn({"stove", {metric("ovenHeat", "1.3.6.1.4.1.88888.1")}});
    const names::NameScope stove(catalog, {"stove", {metric("ovenHeat", "1.3.6.1.4.1.88888.2")}});
    CHECK(stove.resolveOid("ovenHeat") == Oid{1, 3, 6, 1, 4, 1, 88888, 2});
    CHECK(stove.resolveOid("stove::ovenHeat") == Oid{1, 3, 6, 1, 4, 1, 88888, 2});
    CHECK(stove.resolveOid("oven::ovenHeat") == Oid{1, 3, 6, 1, 4, 1, 99999, 2, 1, 4});
    CHECK(stove.resolveOid("ovenDoor") == Oid{1, 3, 6, 1, 4, 1, 99999, 3});
    CHECK(stove.resolveOid("sysName") == Oid{1, 3, 6, 1, 2, 1, 1, 5});
    CHECK_FALSE(stove.resolveInstance("ovenHeat").has_value());
    CHECK(stove.nameOf({1, 3, 6, 1, 4, 1, 88888, 2, 7}) == "ovenHeat.7");
    CHECK(resolved("ovenHeat").find("ambiguous") != std::string::npos);
    CHECK(nameOf("1.3.6.1.4.1.88888.2.7") == "none");
}

TEST_CASE_FIXTURE(LookingUp, "a module that was never loaded may use the names of its own metrics") {
    const names::NameScope scope(catalog, kOven);
    CHECK(scope.resolveOid("ovenHeat") == Oid{1, 3, 6, 1, 4, 1, 99999, 2, 1, 4});
    CHECK(scope.resolveOid("ovenHaet").error().message == "\"ovenHaet\" is not a known name; did you mean ovenHeat?");
    CHECK_FALSE(catalog.hasMetricsOf("oven"));
    CHECK(resolved("ovenHeat").find("not a known name") != std::string::npos);
}

TEST_CASE_FIXTURE(LookingUp, "the names of metrics can be left out") {
    catalog.learn(kOven);
    const auto without = names::NameScope::withoutMetrics(catalog);
    CHECK_FALSE(without.resolveOid("ovenHeat").has_value());
    CHECK(without.nameOf({1, 3, 6, 1, 4, 1, 99999, 3, 0}) == std::nullopt);
    CHECK(without.nameOf({1, 3, 6, 1, 2, 1, 1, 5, 0}) == "sysName.0");
}

TEST_CASE_FIXTURE(LookingUp, "names of metrics come and go, and with each change the edition") {
    const std::string oid = "1.3.6.1.4.1.99999.2.1.4.1";
    const uint64_t first = catalog.edition();
    CHECK(nameOf(oid) == "none");
    CHECK(catalog.edition() == first);
    catalog.learn(kOven);
    CHECK(nameOf(oid) == "ovenHeat.1");
    CHECK(catalog.hasMetricsOf("oven"));
    const uint64_t second = catalog.edition();
    CHECK(second != first);
    catalog.learn({"oven", {}});
    CHECK(nameOf(oid) == "none");
    CHECK_FALSE(catalog.hasMetricsOf("oven"));
    CHECK(catalog.edition() != second);
}

TEST_CASE_FIXTURE(LookingUp, "catalogues are swapped whole, with an edition that neither of them had") {
    const std::string oid = "1.3.6.1.4.1.99999.2.1.4.1";
    names::NameCatalog fresh;
    fresh.learn(kOven);
    CHECK(nameOf(oid) == "none");
    const uint64_t before = catalog.edition();
    const uint64_t of_fresh = fresh.edition();
    catalog.swap(fresh);
    CHECK(nameOf(oid) == "ovenHeat.1");
    CHECK(fresh.nameOf(*Oid::parse(oid)) == std::nullopt);
    CHECK(catalog.edition() != before);
    CHECK(catalog.edition() != of_fresh);
    CHECK(fresh.edition() != of_fresh);
}

TEST_CASE_FIXTURE(LookingUp, "metrics name the columns of a table that is not known") {
    catalog.learn(kOven);
    const auto table = catalog.describeTable("1.3.6.1.4.1.99999.2");
    REQUIRE_MESSAGE(table.has_value(), table.error().message);
    REQUIRE(table->columns.size() == 1);
    CHECK(table->columns[0].name == "ovenHeat");
    CHECK(table->columns[0].id == 4);
    CHECK_FALSE(catalog.describeTable("ovenHeat").has_value());
}
