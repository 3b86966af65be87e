#include "report/walk_estimate.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "names/name_catalog.hpp"

using namespace snmpolld;
using namespace snmpolld::report;
using model::Oid;

namespace {

const Oid kIfTable{1, 3, 6, 1, 2, 1, 2, 2};
const Oid kIfDescr{1, 3, 6, 1, 2, 1, 2, 2, 1, 2};
const Oid kUnknown{1, 3, 6, 1, 4, 1, 99999, 7};

WalkEstimate estimateOf(std::vector<Oid> walk, WalkAssumptions assumed = {}) {
    return estimateWalks({.walk = std::move(walk)}, names::NameCatalog(), assumed);
}

}  // namespace

TEST_CASE("a column has as many rows as there are interfaces") {
    const WalkEstimate walks = estimateOf({kIfDescr}, {.interfaces = 48});
    CHECK(walks == WalkEstimate{.subtrees = 1, .columns = 1, .column_rows = 48, .varbinds = 48});
    CHECK(walks.rowsOfColumn() == 48);
}

TEST_CASE("a table has the columns that the list of names knows, and its entry has the same") {
    const WalkEstimate walks = estimateOf({kIfTable});
    CHECK(walks.columns == 22);
    CHECK(walks.varbinds == 22 * WalkAssumptions::kInterfaces);
    CHECK(estimateOf({Oid{1, 3, 6, 1, 2, 1, 2, 2, 1}}) == walks);
}

TEST_CASE("a subtree above tables has their columns and its scalars") {
    const WalkEstimate interfaces = estimateOf({Oid{1, 3, 6, 1, 2, 1, 2}}, {.interfaces = 10});
    CHECK(interfaces.columns == 22);
    CHECK(interfaces.varbinds == 22 * 10 + 1);  // ifNumber
}

TEST_CASE("an instance is one varbind") {
    CHECK(estimateOf({Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 7}}).varbinds == 1);
    CHECK(estimateOf({Oid{1, 3, 6, 1, 2, 1, 1, 3}}).varbinds == 1);
}

TEST_CASE("tables that do not list interfaces have a usual number of rows, however many interfaces there are") {
    const Oid storage{1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 3};
    CHECK(estimateOf({storage}, {.interfaces = 500}).varbinds == 9);
    const WalkEstimate both = estimateOf({storage, kIfDescr}, {.interfaces = 11});
    CHECK(both.rowsOfColumn() == 10);
}

TEST_CASE("a subtree in which nothing is known has an assumed size, and so has one that holds much of a device") {
    const WalkEstimate unknown = estimateOf({kUnknown}, {.unknown_varbinds = 70});
    CHECK(unknown == WalkEstimate{.subtrees = 1, .unknown = 1, .varbinds = 70});
    const WalkEstimate whole = estimateOf({Oid{1, 3, 6, 1, 2, 1}, Oid{1}});
    CHECK(whole.whole == 2);
    CHECK(whole.varbinds > 2000);
}

TEST_CASE("metrics say which columns and scalars are under a subtree that the list of names does not know") {
    const auto under = [](uint32_t id) {
        Oid oid = kUnknown;
        oid.push_back(id);
        return oid;
    };
    auto module = std::make_shared<model::MetricModule>();
    module->metrics = {
        {.name = "scalar", .oid = under(1)},
        {.name = "value",
         .oid = under(2),
         .indexes = {{.label = "index"}},
         .lookups = {{.labels = {"index"}, .label = "name", .oid = under(3)}, {.labels = {}, .label = "index"}}}};
    const WalkEstimate walks =
        estimateWalks({.walk = {kUnknown}, .metrics = {module}}, names::NameCatalog(), {.interfaces = 4});
    CHECK(walks == WalkEstimate{.subtrees = 1, .columns = 2, .column_rows = 8, .varbinds = 9});
}

TEST_CASE("the columns of filters and those whose rows they choose count as walked") {
    const model::ModuleSet asked{.filters = {{.column = kIfDescr, .values = {"x"}}},
                                 .filtered = {{.column = Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 10}, .filters = {0}}}};
    CHECK(estimateWalks(asked, names::NameCatalog(), {.interfaces = 3}).varbinds == 6);
}
