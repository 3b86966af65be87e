// Which rows filters want, and what is asked for then; the agent is a test away.
#include "snmp/row_selection.hpp"

#include <doctest/doctest.h>
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include "driver.hpp"
#include "snmp/walk_plan.hpp"
#include "varbind_list.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Oid;
using model::Type;
using model::Varbind;

namespace {

const Oid kColumn{1, 3, 6, 1, 4, 1, 7, 1, 2};
const Oid kOther{1, 3, 6, 1, 4, 1, 7, 1, 3};
const Oid kTarget{1, 3, 6, 1, 4, 1, 7, 1, 10};

Oid with(Oid column, std::initializer_list<uint32_t> row) {
    for (const uint32_t id : row)
        column.push_back(id);
    return column;
}

Varbind text(const Oid& column, std::initializer_list<uint32_t> row, std::string value) {
    return {with(column, row), Type::OctetString, std::move(value)};
}

model::ModuleSet filterOf(std::vector<std::string> values) {
    model::ModuleSet set;
    set.filters = {{kColumn, std::move(values)}};
    set.filtered = {{kTarget, {0}, true}};
    return set;
}

// What is asked for when the walks have brought these and ended well.
std::vector<Oid> wanted(const model::ModuleSet& set, const std::vector<Varbind>& values) {
    snmp::FilterRegexes regexes;
    snmp::RowSelection selection(set, regexes);
    snmp::WalkTroubles walks_troubles;
    snmp::WalkPlan walks(set, false, {}, noSilence(), walks_troubles);
    selection.see(values);
    CHECK_FALSE(selection.walkUnfiltered(walks));
    return selection.instances();
}

bool wants(const std::string& regex, const Varbind& value) {
    return !wanted(filterOf({regex}), {value}).empty();
}

}  // namespace

TEST_CASE("a row is wanted when any expression matches anywhere in its value") {
    const auto instances =
        wanted(filterOf({"^lo$", "eth[0-9]"}), {text(kColumn, {1}, "lo"), text(kColumn, {2}, "my eth0 port"),
                                                text(kColumn, {3}, "loop"), text(kOther, {4}, "lo")});
    CHECK(instances == std::vector<Oid>{with(kTarget, {1}), with(kTarget, {2})});
}

TEST_CASE("the whole of what follows the column is the index") {
    CHECK(wanted(filterOf({"x"}), {text(kColumn, {4, 10, 0, 0, 1}, "x")}) ==
          std::vector<Oid>{with(kTarget, {4, 10, 0, 0, 1})});
    CHECK(wanted(filterOf({"x"}), {text(kColumn, {}, "x")}).empty());
}

TEST_CASE("values are matched as the text that snmp_exporter makes of them") {
    const Oid name = with(kColumn, {1});
    CHECK(wants("^6$", {name, Type::Integer32, int64_t{6}}));
    CHECK(wants("^-6$", {name, Type::Integer32, int64_t{-6}}));
    CHECK(wants("^18446744073709551615$", {name, Type::Counter64, uint64_t{18446744073709551615U}}));
    CHECK(wants("^4711$", {name, Type::TimeTicks, uint64_t{4711}}));
    CHECK(wants("^192\\.0\\.2\\.1$", {name, Type::IpAddress, std::string("\xc0\0\2\1", 4)}));
    CHECK(wants("^1\\.3\\.6\\.1$", {name, Type::ObjectIdentifier, Oid{1, 3, 6, 1}}));
    CHECK(wants("^0\\.5$", {name, Type::Float, 0.5}));
    CHECK(wants("^$", {name, Type::Null, {}}));
    CHECK(
        wants("^a\xef\xbf\xbd"
              "b$",
              {name, Type::OctetString,
               std::string("a\xff\xfe"
                           "b")}));
    CHECK(wants("^a.b$", {name, Type::OctetString,
                          std::string("a\xff\xfe"
                                      "b")}));
    CHECK(wants("^\\x00$", {name, Type::OctetString, std::string("\0", 1)}));
}

TEST_CASE("what is no regular expression matches nothing") {
    CHECK_FALSE(wants("[", {with(kColumn, {1}), Type::OctetString, std::string("[")}));
}

TEST_CASE("an expression made to backtrack ends soon") {
    const Varbind value = text(kColumn, {1}, std::string(60'000, 'a'));
    const MonoTime begun = monoNow();
    CHECK_FALSE(wants("^(a*)*(a|a)*(a?){50}b$", value));
    CHECK(monoNow() - begun < std::chrono::seconds(10));
}

TEST_CASE("of two filters of one column a row must pass both, of two columns each has its own") {
    model::ModuleSet set = filterOf({"a"});
    set.filters.push_back({kOther, {"1"}});
    const Oid second{1, 3, 6, 1, 4, 1, 7, 1, 11};
    set.filtered = {{kTarget, {0, 1}, true}, {second, {1}, true}};
    const auto instances =
        wanted(set, {text(kColumn, {1}, "a"), text(kColumn, {2}, "a"), text(kOther, {2}, "1"), text(kOther, {3}, "1")});
    CHECK(instances == std::vector<Oid>{with(kTarget, {2}), with(second, {2}), with(second, {3})});
}

TEST_CASE("a row is asked for once, however often it came") {
    model::ModuleSet set = filterOf({"a"});
    set.filtered.push_back(set.filtered[0]);
    CHECK(wanted(set, {text(kColumn, {2}, "a"), text(kColumn, {1}, "a"), text(kColumn, {2}, "a")}) ==
          std::vector<Oid>{with(kTarget, {1}), with(kTarget, {2})});
}

TEST_CASE("a name that would be longer than an OID may be is not asked for") {
    model::ModuleSet set = filterOf({""});
    set.filtered[0].column = Oid(std::vector<uint32_t>(120, 1));
    CHECK(wanted(set, {text(kColumn, {1, 2, 3, 4, 5, 6, 7, 8}, "")}).size() == 1);
    CHECK(wanted(set, {text(kColumn, {1, 2, 3, 4, 5, 6, 7, 8, 9}, "")}).empty());
}

TEST_CASE("more rows than are asked for in one poll are cut") {
    const model::ModuleSet set = filterOf({""});
    snmp::FilterRegexes regexes;
    snmp::RowSelection selection(set, regexes);
    snmp::WalkTroubles walks_troubles;
    snmp::WalkPlan walks(set, false, {}, noSilence(), walks_troubles);
    for (uint32_t row = 0; row <= snmp::RowSelection::kMaxInstances; ++row) {
        const Varbind value{with(kColumn, {row}), Type::Integer32, int64_t{1}};
        selection.see({&value, 1});
    }
    CHECK_FALSE(selection.walkUnfiltered(walks));
    CHECK(selection.instances().size() == snmp::RowSelection::kMaxInstances);
    CHECK(selection.isCut());
}

TEST_CASE("a filter whose column cannot be walked is not applied") {
    model::ModuleSet set = filterOf({"a"});
    set.filters.push_back({kOther, {"1"}});
    const Oid second{1, 3, 6, 1, 4, 1, 7, 1, 11};
    const Oid not_walked{1, 3, 6, 1, 4, 1, 7, 1, 12};
    set.filtered = {{kTarget, {0}, true}, {second, {0, 1}, true}, {not_walked, {0}, false}};
    snmp::FilterRegexes regexes;
    snmp::RowSelection selection(set, regexes);
    snmp::WalkTroubles walks_troubles;
    snmp::WalkPlan walks(set, true, {}, noSilence(), walks_troubles);
    REQUIRE(walks.begin());
    walks.refused(SNMP_ERR_GENERR, 1);
    REQUIRE(walks.begin());
    VarbindList other_ends;
    other_ends.end(kOther);
    walks.take(other_ends.all(), *std::make_unique<model::VarbindColumns>());
    REQUIRE(walks.begin());
    walks.refused(SNMP_ERR_GENERR, 1);  // again, when it is asked for alone
    REQUIRE(walks.begin());
    walks.refused(SNMP_ERR_GENERR, 1);  // and once more
    const std::vector<Varbind> values{text(kColumn, {1}, "a"), text(kOther, {1}, "1"), text(kOther, {2}, "1")};
    selection.see(values);
    CHECK(selection.walkUnfiltered(walks));
    CHECK_FALSE(selection.walkUnfiltered(walks));
    const std::vector<Varbind> late{text(kColumn, {1}, "a"), text(kOther, {0}, "1")};
    selection.see(late);  // the columns of filters may be among those that are walked now
    CHECK(selection.instances() == std::vector<Oid>{with(second, {1}), with(second, {2})});
    CHECK(walks_troubles.status() == model::Status::ok);
    REQUIRE(walks.begin());
    REQUIRE(walks.oids().size() == 1);
    CHECK(*walks.oids()[0] == kTarget);
}
