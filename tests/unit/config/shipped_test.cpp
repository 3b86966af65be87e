#include "config/shipped.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "config/expand.hpp"
#include "config/load.hpp"

using namespace snmpolld;
using config::shippedFiles;
using config::shippedModule;

namespace {

std::shared_ptr<const model::ModuleSet> setOf(const std::vector<std::string>& modules) {
    const auto set = config::moduleSet(config::builtIn(), modules);
    REQUIRE_MESSAGE(set.has_value(), set.error().message);
    return *set;
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
        const auto module = shippedModule(file.name);
        REQUIRE_MESSAGE(module.has_value(), module.error().message);
        const auto set = setOf({std::string(file.name)});
        CHECK(set->get == module->get);
        CHECK(set->walk == module->walk);
        CHECK(set->modules == std::vector<std::string>{std::string(file.name)});
    }
}

TEST_CASE("every shipped module is told of in a comment at its head") {
    for (const config::ShippedFile& file : shippedFiles())
        CHECK(file.content.starts_with("# "));
}

TEST_CASE("the discontinuity of an interface is known before its counters") {
    const auto set = setOf({"system", "interfaces"});
    CHECK(set->walk.front() == config::resolveSubtree("ifCounterDiscontinuityTime"));
    CHECK(set->rates);
    CHECK(set->get.size() == 5);
}

TEST_CASE("what does not come with the program is said so") {
    CHECK(config::isShipped("interfaces"));
    CHECK_FALSE(config::isShipped("interface"));
    CHECK_FALSE(shippedModule("interface").has_value());
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
