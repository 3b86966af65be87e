#include "names/metric_names.hpp"
#include "looking_up.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::test;
using model::MetricDefinition;
using model::MetricModule;
using model::Oid;

namespace {

// No names of metrics are known afterwards.
struct Clean {
    Clean() { names::useMetricNames({}); }
    ~Clean() { names::useMetricNames({}); }
    Clean(const Clean&) = delete;
    Clean& operator=(const Clean&) = delete;
};

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

TEST_CASE("the name of a metric is known both ways, and its module stands for a MIB module") {
    const Clean clean;
    names::learnMetricNames(kOven);
    CHECK(nameOf("1.3.6.1.4.1.99999.2.1.4.7") == "ovenHeat.7");
    CHECK(nameOf("1.3.6.1.4.1.99999.3.0") == "ovenDoor.0");
    CHECK(nameOf("1.3.6.1.4.1.99999.5.0") == "none");
    CHECK(resolved("ovenHeat.7") == "1.3.6.1.4.1.99999.2.1.4.7");
    CHECK(resolved("oven::ovenHeat") == "1.3.6.1.4.1.99999.2.1.4");
    CHECK(resolved("bake:lamp.0") == "1.3.6.1.4.1.99999.4.0");
    CHECK(resolved("ovenHaet") == "\"ovenHaet\" is not a known name; did you mean ovenHeat?");
    CHECK(resolved("stove::ovenHeat") == "\"stove::ovenHeat\": ovenHeat is in oven, not in stove");
}

TEST_CASE("a GET of a metric needs an instance where it has indexes, and takes its OID as it is where it has none") {
    const Clean clean;
    names::learnMetricNames(kOven);
    CHECK(instance("ovenHeat") == "\"ovenHeat\" is a table's column; a GET needs an instance, such as ovenHeat.1");
    CHECK(instance("ovenHeat.7") == "1.3.6.1.4.1.99999.2.1.4.7");
    CHECK(instance("ovenDoor.0") == "1.3.6.1.4.1.99999.3.0");
    CHECK(instance("ovenDoor") == "1.3.6.1.4.1.99999.3");
}

TEST_CASE("built-in names win over the names of metrics, silently") {
    const Clean clean;
    names::learnMetricNames({"own",
                             {metric("inOctets", "1.3.6.1.2.1.2.2.1.10"), metric("sysName", "1.3.6.1.4.1.99999.6"),
                              metric("deep", "1.3.6.1.2.1.2.2.1.10.1")}});
    CHECK(nameOf("1.3.6.1.2.1.2.2.1.10.1") == "ifInOctets.1");
    CHECK(resolved("sysName") == "1.3.6.1.2.1.1.5");
    CHECK(resolved("own::sysName") == "1.3.6.1.4.1.99999.6");
    CHECK(nameOf("1.3.6.1.4.1.99999.6.1") == "sysName.1");
    CHECK(resolved("inOctets.3") == "1.3.6.1.2.1.2.2.1.10.3");
}

TEST_CASE("a metric's name that two modules have for different OIDs is ambiguous, but not within one of them") {
    const Clean clean;
    names::learnMetricNames(kOven);
    names::learnMetricNames({"stove", {metric("ovenHeat", "1.3.6.1.4.1.88888.1")}});
    CHECK(resolved("ovenHeat") ==
          "\"ovenHeat\" is ambiguous: stove::ovenHeat (1.3.6.1.4.1.88888.1), oven::ovenHeat (1.3.6.1.4.1.99999.2.1.4)");
    {
        const names::OwnMetricNames own({"stove", {metric("ovenHeat", "1.3.6.1.4.1.88888.2")}});
        CHECK(resolved("ovenHeat") == "1.3.6.1.4.1.88888.2");
        CHECK(resolved("ovenDoor") == "1.3.6.1.4.1.99999.3");
    }
    CHECK(resolved("stove::ovenHeat") == "1.3.6.1.4.1.88888.1");
    CHECK(resolved("ovenHeat").find("ambiguous") != std::string::npos);
    names::learnMetricNames({"stove", {metric("ovenHeat", "1.3.6.1.4.1.99999.2.1.4")}});
    CHECK(resolved("ovenHeat") == "1.3.6.1.4.1.99999.2.1.4");
}

TEST_CASE("names of metrics come and go") {
    const Clean clean;
    const std::string oid = "1.3.6.1.4.1.99999.2.1.4.1";
    CHECK(nameOf(oid) == "none");
    names::learnMetricNames(kOven);
    CHECK(nameOf(oid) == "ovenHeat.1");
    const names::MetricNames kept = names::metricNames();
    names::useMetricNames({});
    CHECK(nameOf(oid) == "none");
    CHECK(resolved("ovenHeat").find("not a known name") != std::string::npos);
    names::useMetricNames(kept);
    CHECK(nameOf(oid) == "ovenHeat.1");
    names::learnMetricNames({"oven", {}});
    CHECK(nameOf(oid) == "none");
    CHECK(names::metricNames().empty());
    { const names::OwnMetricNames own(kOven); }
    CHECK(names::metricNames().empty());
}

TEST_CASE("metrics name the columns of a table that is not known") {
    const Clean clean;
    names::learnMetricNames(kOven);
    const auto table = names::describeTable("1.3.6.1.4.1.99999.2");
    REQUIRE_MESSAGE(table.has_value(), table.error().message);
    REQUIRE(table->columns.size() == 1);
    CHECK(table->columns[0].name == "ovenHeat");
    CHECK(table->columns[0].id == 4);
    CHECK_FALSE(names::describeTable("ovenHeat").has_value());
}
