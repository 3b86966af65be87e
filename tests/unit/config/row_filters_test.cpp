// What a module with filters asks, read from a config.
#include <doctest/doctest.h>

#include <algorithm>

#include "config/expand.hpp"
#include "config/load.hpp"
#include "folder.hpp"
#include "names/names.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Oid;

namespace {

const std::string kTable = "1.3.6.1.2.1.2.2.1.";  // ifEntry

Oid columnOf(int number) {
    return Oid::parse(kTable + std::to_string(number)).value();
}

std::vector<Oid> columnsOf(std::initializer_list<int> numbers) {
    std::vector<Oid> out;
    for (const int number : numbers)
        out.push_back(columnOf(number));
    return out;
}

std::vector<std::string> texts(const std::vector<Oid>& oids) {
    std::vector<std::string> out;
    for (const Oid& oid : oids)
        out.push_back(oid.toString());
    return out;
}

// The set of the modules a, b ..., as written.
Result<std::shared_ptr<const model::ModuleSet>> loaded(const std::string& modules,
                                                       const std::vector<std::string>& names) {
    Folder folder;
    const auto config = folder.load("modules:\n" + modules + "targets: [h]\n");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    return config::moduleSet(*config, names);
}

model::ModuleSet setOf(const std::string& modules, const std::vector<std::string>& names = {"a"}) {
    const auto set = loaded(modules, names);
    REQUIRE_MESSAGE(set.has_value(), set.error().message);
    return **set;
}

const std::string kMetrics =
    "    metrics:\n"
    "    - {name: ifMtu, oid: 1.3.6.1.2.1.2.2.1.4, type: gauge, indexes: [{labelname: ifIndex, type: gauge}],\n"
    "       lookups: [{labels: [ifIndex], labelname: ifDescr, oid: 1.3.6.1.2.1.2.2.1.2, type: DisplayString},\n"
    "                 {labels: [], labelname: ifIndex}]}\n"
    "    - {name: ifSpeed, oid: 1.3.6.1.2.1.2.2.1.5, type: gauge, indexes: [{labelname: ifIndex, type: gauge}]}\n";

}  // namespace

TEST_CASE("targets of a filter are no longer walked, the others are") {
    const auto set = setOf(
        "  a:\n    walk: [ifDescr, ifMtu, ifSpeed, sysORTable]\n    get: [sysUpTime.0, ifMtu.7]\n"
        "    filters: [{oid: ifType, targets: [ifMtu, ifSpeed], values: [\"^6$\", \"24\"]}]\n");
    CHECK(texts(set.walk) == texts({columnOf(2), Oid{1, 3, 6, 1, 2, 1, 1, 9}}));
    CHECK(texts(set.get) == std::vector<std::string>{"1.3.6.1.2.1.1.3.0"});
    CHECK(set.filters == std::vector<model::RowFilter>{{columnOf(3), {"^6$", "24"}}});
    CHECK(set.filtered == std::vector<model::FilteredColumn>{{columnOf(4), {0}, true}, {columnOf(5), {0}, true}});
}

TEST_CASE("two filters of one target are one column, and a target need not be walked") {
    const auto set = setOf(
        "  a:\n    walk: [ifMtu]\n"
        "    filters:\n    - {oid: ifType, targets: [ifMtu, ifSpeed], values: [\"6\"]}\n"
        "    - {oid: ifDescr, targets: [ifMtu], values: [eth]}\n");
    CHECK(set.walk.empty());
    CHECK(set.filtered == std::vector<model::FilteredColumn>{{columnOf(4), {0, 1}, true}, {columnOf(5), {0}, false}});
}

TEST_CASE("a table as the target stands for its walked columns, or for those of the metrics") {
    const std::string filter = "    filters: [{oid: ifType, targets: [ifTable], values: [\"6\"]}]\n";
    const auto walked = setOf("  a:\n    walk: [ifMtu, ifSpeed]\n" + filter);
    CHECK(walked.walk.empty());
    CHECK(walked.filtered.size() == 2);
    const auto whole = setOf("  a:\n    walk: [ifTable]\n" + filter + kMetrics);
    CHECK(whole.walk.empty());
    std::vector<Oid> columns;
    for (const auto& filtered : whole.filtered) {
        columns.push_back(filtered.column);
        CHECK(filtered.walked);
    }
    CHECK(columns == columnsOf({2, 4, 5}));
}

TEST_CASE("a target inside a wider walk stays walked, and its filter is not needed") {
    const auto set =
        setOf("  a:\n    walk: [ifTable]\n    filters: [{oid: ifType, targets: [ifMtu], values: [\"6\"]}]\n");
    CHECK(set.walk.size() == 1);
    CHECK(set.filtered.empty());
    CHECK(set.filters.empty());
}

TEST_CASE("a walk of one instance stays") {
    const auto set = setOf(
        "  a:\n    walk: [1.3.6.1.2.1.2.2.1.4.3]\n    filters: [{oid: ifType, targets: [ifMtu], values: "
        "[\"6\"]}]\n" +
        kMetrics);
    CHECK(texts(set.walk) == std::vector<std::string>{kTable + "4.3"});
}

TEST_CASE("a module's filters are its own: what another one walks stays walked") {
    const std::string modules =
        "  a:\n    walk: [ifMtu, ifSpeed]\n    filters: [{oid: ifType, targets: [ifMtu, ifSpeed], values: [\"6\"]}]\n"
        "  b:\n    walk: [ifMtu]\n"
        "  c:\n    walk: [ifSpeed]\n    filters: [{oid: ifDescr, targets: [ifSpeed], values: [eth]}]\n";
    const auto both = setOf(modules, {"a", "b"});
    CHECK(both.walk == columnsOf({4}));
    CHECK(both.filtered == std::vector<model::FilteredColumn>{{columnOf(5), {0}, true}});
    const auto all = setOf(modules, {"b", "c", "a"});
    REQUIRE(all.filters.size() == 2);
    CHECK(all.filters[0].column == columnOf(2));
    CHECK(all.filtered == std::vector<model::FilteredColumn>{{columnOf(5), {0}, true}, {columnOf(5), {1}, true}});
}

TEST_CASE("static filters become GETs of their rows") {
    const auto set = setOf(
        "  a:\n    walk: [ifDescr, ifMtu]\n    filters: {static: [{targets: [ifMtu, ifSpeed], indices: [\"2\", "
        "1.4]}]}\n");
    CHECK(set.walk == columnsOf({2}));
    CHECK(texts(set.get) ==
          std::vector<std::string>{kTable + "4.2", kTable + "4.1.4", kTable + "5.2", kTable + "5.1.4"});
    CHECK(set.filters.empty());
}

TEST_CASE("a static filter of a label counts for the metrics with this label") {
    const auto set = setOf(
        "  a:\n    walk: [ifDescr, ifMtu, ifSpeed]\n    filters: {static: [{targets: [ifDescr], indices: "
        "[\"2\"]}]}\n" +
        kMetrics);
    CHECK(set.walk == columnsOf({5}));
    CHECK(texts(set.get) == std::vector<std::string>{kTable + "2.2", kTable + "4.2"});
}

TEST_CASE("a dynamic filter wins over a static one of the same target") {
    const auto set = setOf(
        "  a:\n    walk: [ifMtu]\n    filters: {static: [{targets: [ifMtu], indices: [\"2\"]}],\n"
        "              dynamic: [{oid: ifType, targets: [ifMtu], values: [\"6\"]}]}\n");
    CHECK(set.walk.empty());
    CHECK(set.get.empty());
    CHECK(set.filtered == std::vector<model::FilteredColumn>{{columnOf(4), {0}, true}});
}

TEST_CASE("a module may ask for nothing but what its filters choose") {
    const auto set = setOf("  a:\n    filters: [{oid: ifType, targets: [ifMtu], values: [\"6\"]}]\n");
    CHECK(set.filtered == std::vector<model::FilteredColumn>{{columnOf(4), {0}, false}});
}

TEST_CASE("an index that is too long for an OID is left out") {
    std::string index = "1";
    for (int i = 0; i < 120; ++i)
        index += ".1";
    const auto set =
        setOf("  a:\n    walk: [ifMtu]\n    filters: {static: [{targets: [ifMtu], indices: [" + index + "]}]}\n");
    CHECK(set.get.empty());
}

TEST_CASE("more values and targets than a poll takes are refused") {
    std::string values = "x";
    for (size_t i = 0; i < config::kMaxFilterValues; ++i)
        values += ", x";
    const auto refused =
        loaded("  a:\n    filters: [{oid: ifType, targets: [ifMtu], values: [" + values + "]}]\n", {"a"});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message == "more than 1000 values in the filters of one host");
}

TEST_CASE("any module that allows it lets answers come from anywhere") {
    const std::string modules = "  a: {walk: [ifMtu], use_unconnected_udp_socket: true}\n  b: {walk: [ifSpeed]}\n";
    CHECK(setOf(modules, {"a"}).requests.quirks.has(model::Quirk::any_source));
    CHECK_FALSE(setOf(modules, {"b"}).requests.quirks.has(model::Quirk::any_source));
    CHECK(setOf(modules, {"b", "a"}).requests.quirks.has(model::Quirk::any_source));
}
