// Labels from other columns.
#include "evaluating.hpp"

using namespace snmpolld;
using namespace snmpolld::metrics::testing;

namespace {

const std::string kColumn = "1.3.6.1.2.1.2.2.1.10";
const std::string kDescr = "1.3.6.1.2.1.2.2.1.2";
const std::string kOther = "1.3.6.1.4.1.1";

// The labels that the lookups make for the row ifIndex 4; `cells` are in other columns.
void checkLookups(const std::vector<MetricLookup>& lookups, std::vector<Varbind> cells, const std::string& labels) {
    cells.push_back(integer(kColumn + ".4", 1));
    check({metric("m", kColumn, MetricType::gauge, {index("ifIndex")}, lookups)}, cells, {"m" + labels + " 1"});
}

}  // namespace

TEST_CASE("a lookup adds a label, or replaces the one of its name") {
    checkLookups({lookup({"ifIndex"}, "ifDescr", kDescr)}, {octets(kDescr + ".4", "eth0")},
                 R"({ifIndex="4",ifDescr="eth0"})");
    checkLookups({lookup({"ifIndex"}, "ifIndex", kDescr)}, {octets(kDescr + ".4", "eth0")}, R"({ifIndex="eth0"})");
}

TEST_CASE("the row that is looked up may come before or behind, in any type") {
    const auto definition = metric("m", "1.3.6.1.2.1.2.2.1.1", MetricType::gauge, {index("i")},
                                   {lookup({"i"}, "n", kDescr, MetricType::InetAddressIPv4)});
    check({definition}, {integer("1.3.6.1.2.1.2.2.1.1.4", 1), octets(kDescr + ".4", "\x05\x06\x07\x08")},
          {R"(m{i="4",n="5.6.7.8"} 1)"});
    checkLookups({lookup({"ifIndex"}, "n", kDescr)}, {gauge32(kDescr + ".4", 42)}, R"({ifIndex="4",n="42"})");
    checkLookups({lookup({"ifIndex"}, "n", kDescr, MetricType::OctetString)}, {octets(kDescr + ".4", "AB")},
                 R"({ifIndex="4",n="0x4142"})");
    checkLookups({lookup({"ifIndex"}, "n", kDescr, MetricType::Bits)}, {octets(kDescr + ".4", "AB")},
                 R"({ifIndex="4",n="0x4142"})");
    checkLookups({lookup({"ifIndex"}, "n", kDescr, MetricType::gauge)}, {octets(kDescr + ".4", "AB")},
                 R"({ifIndex="4",n="65"})");
}

TEST_CASE("a row that is not there gives an empty label") {
    checkLookups({lookup({"ifIndex"}, "n", kDescr)}, {octets(kDescr + ".5", "x")}, R"({ifIndex="4",n=""})");
    checkLookups({lookup({"ifIndex"}, "n", kDescr)}, {{oid(kDescr + ".4"), Type::noSuchInstance, {}}},
                 R"({ifIndex="4",n=""})");
    checkLookups({lookup({"nobody"}, "n", kDescr)}, {octets(kDescr + ".4", "x")}, R"({ifIndex="4",n=""})");
}

TEST_CASE("several labels find the row in their order") {
    check({metric("m", kColumn, MetricType::gauge, {index("a"), index("b")}, {lookup({"b", "a"}, "l", kDescr)})},
          {octets(kDescr + ".4.3", "eth0"), octets(kDescr + ".3.4", "no"), integer(kColumn + ".3.4", 1)},
          {R"(m{a="3",b="4",l="eth0"} 1)"});
}

TEST_CASE("the label of a string finds the row with its length") {
    check(
        {metric("m", kColumn, MetricType::gauge, {index("s", MetricType::OctetString)}, {lookup({"s"}, "s", kDescr)})},
        {octets(kDescr + ".3.65.32.255", "octet"), integer(kColumn + ".3.65.32.255", 1)}, {R"(m{s="octet"} 1)"});
}

TEST_CASE("a label that was looked up finds the row of the next lookup") {
    const std::vector<MetricLookup> chain{lookup({"ifIndex"}, "id", kDescr), lookup({"id"}, "target", kOther)};
    checkLookups(chain, {integer(kDescr + ".4", 42), octets(kOther + ".42", "value")},
                 R"({ifIndex="4",id="42",target="value"})");
    checkLookups(chain, {integer(kDescr + ".4", -1), octets(kOther + ".1", "value")},
                 R"({ifIndex="4",id="-1",target=""})");
    // Text counts as 0.
    checkLookups(chain, {octets(kDescr + ".4", "x"), octets(kOther + ".0", "zero")},
                 R"({ifIndex="4",id="x",target="zero"})");
    checkLookups(chain, {{oid(kDescr + ".4"), Type::Null, {}}, octets(kOther + ".0", "zero")},
                 R"({ifIndex="4",id="",target="zero"})");
    checkLookups(chain, {{oid(kDescr + ".4"), Type::Double, double{42}}, octets(kOther + ".0", "zero")},
                 R"({ifIndex="4",id="42",target="zero"})");
    checkLookups(chain, {counter64(kDescr + ".4", 1ULL << 63), octets(kOther + ".0", "zero")},
                 R"({ifIndex="4",id="9223372036854775808",target=""})");
    // A missed row leaves the label's own index.
    checkLookups({lookup({"ifIndex"}, "ifIndex", kDescr), lookup({"ifIndex"}, "target", kOther)},
                 {octets(kOther + ".4", "value")}, R"({ifIndex="",target="value"})");
}

TEST_CASE("labels are deleted in the order of the lookups, and still find rows") {
    checkLookups({lookup({"ifIndex"}, "n", kDescr), deletion("ifIndex")}, {octets(kDescr + ".4", "eth0")},
                 R"({n="eth0"})");
    checkLookups({deletion("ifIndex"), lookup({"ifIndex"}, "n", kDescr)}, {octets(kDescr + ".4", "eth0")},
                 R"({n="eth0"})");
    checkLookups({deletion("ifIndex")}, {}, "");
    checkLookups({deletion("other")}, {}, R"({ifIndex="4"})");
}

TEST_CASE("the column in front says the form of what is looked up") {
    const std::string type_column = "1.3.6.1.2.1.2.2.1.1";
    const std::vector<MetricLookup> port{lookup({"ifIndex"}, "p", kDescr, MetricType::LldpPortId)};
    checkLookups(port, {integer(type_column + ".4", 3), octets(kDescr + ".4", "\4\5\6\7\x08\x09")},
                 R"({ifIndex="4",p="04:05:06:07:08:09"})");
    const std::vector<MetricLookup> address{lookup({"ifIndex"}, "a", kDescr, MetricType::InetAddress)};
    checkLookups(address, {integer(type_column + ".4", 1), octets(kDescr + ".4", "\4\5\6\7")},
                 R"({ifIndex="4",a="4.5.6.7"})");
    // Without it the octets are read as an index would be: type, length, address.
    checkLookups(address, {octets(kDescr + ".4", "\1\4\5\6\7\x08")}, R"({ifIndex="4",a="5.6.7.8"})");
}

TEST_CASE("enumerations that are looked up") {
    MetricLookup state = lookup({"ifIndex"}, "state", kDescr, MetricType::EnumAsInfo);
    checkLookups({state}, {integer(kDescr + ".4", 2)}, R"({ifIndex="4",state="2"})");
    state.enum_values = {{1, "up"}, {2, "down"}};
    checkLookups({state}, {integer(kDescr + ".4", 2)}, R"({ifIndex="4",state="down"})");
    checkLookups({state}, {integer(kDescr + ".4", 9)}, R"({ifIndex="4",state="9"})");
    checkLookups({state}, {octets(kDescr + ".4", "x")}, R"({ifIndex="4",state="0"})");
}

TEST_CASE("a DISPLAY-HINT of a lookup") {
    MetricLookup mac = lookup({"ifIndex"}, "mac", kDescr, MetricType::OctetString);
    mac.display_hint = "1x-";
    checkLookups({mac}, {octets(kDescr + ".4", "AB")}, R"({ifIndex="4",mac="41-42"})");
}

TEST_CASE("rows that get the same labels are duplicates: the first one stays") {
    const std::vector<MetricLookup> names{lookup({"ifIndex"}, "ifIndex", kDescr)};
    const auto outcome =
        evaluate({metric("m", kColumn, MetricType::gauge, {index("ifIndex")}, names)},
                 {octets(kDescr + ".1", "same"), octets(kDescr + ".2", "other"), octets(kDescr + ".3", "same"),
                  integer(kColumn + ".1", 1), integer(kColumn + ".2", 2), integer(kColumn + ".3", 3)});
    CHECK(outcome.lines == Lines{R"(m{ifIndex="same"} 1)", R"(m{ifIndex="other"} 2)"});
    CHECK(outcome.counts.duplicates == 1);
}

TEST_CASE("rows that differ only in what cannot be shown are duplicates") {
    const auto outcome = evaluate({metric("m", kColumn, MetricType::gauge, {index("s", MetricType::DisplayString, 1)})},
                                  {integer(kColumn + ".254", 1), integer(kColumn + ".255", 2)});
    CHECK(outcome.lines == Lines{"m{s=\"\xfe\"} 1"});
    CHECK(outcome.counts.duplicates == 1);
}

TEST_CASE("two metrics with one name may give one sample") {
    const auto outcome = evaluate(
        {metric("m", kColumn, MetricType::gauge, {index("i")}), metric("m", kOther, MetricType::gauge, {index("i")})},
        {integer(kColumn + ".1", 1), integer(kOther + ".1", 2), integer(kOther + ".2", 3)});
    CHECK(outcome.lines == Lines{R"(m{i="1"} 1)", R"(m{i="2"} 3)"});
    CHECK(outcome.counts.duplicates == 1);
}

TEST_CASE("an unindexed metric with several values keeps the first") {
    const auto outcome =
        evaluate({metric("m", kColumn, MetricType::gauge)}, {integer(kColumn + ".1", 1), integer(kColumn + ".2", 2)});
    CHECK(outcome.lines == Lines{"m 1"});
    CHECK(outcome.counts.duplicates == 1);
}

TEST_CASE("of an OID that came twice the last value counts, for lookups as well") {
    check({metric("m", kColumn, MetricType::gauge, {index("i")}, {lookup({"i"}, "n", kDescr)})},
          {octets(kDescr + ".4", "old"),
           integer(kColumn + ".4", 1),
           octets(kDescr + ".4", "new"),
           integer(kColumn + ".4", 2),
           {oid(kColumn + ".4"), Type::noSuchInstance, {}}},
          {R"(m{i="4",n="new"} 2)"});
}

TEST_CASE("samples of several modules: duplicates by name and labels in any order") {
    std::vector<model::Sample> samples(4);
    for (model::Sample& sample : samples)
        sample.name = "m";
    samples[0].labels = {{"a", "1"}, {"b", "2"}};
    samples[1].labels = {{"a", "12"}};
    samples[2].labels = {{"b", "2"}, {"a", "1"}};
    samples[3].labels = {{"a", "1"}, {"b", "3"}};
    CHECK(metrics::dropDuplicates(samples, 1) == 0);
    CHECK(metrics::dropDuplicates(samples) == 1);
    REQUIRE(samples.size() == 3);
    CHECK(samples[2].labels[1].second == "3");
}

TEST_CASE("a looked up cell that has failed gives an empty label") {
    checkLookups({lookup({"ifIndex"}, "n", kDescr)}, {{oid(kDescr + ".4"), Type::Missing, model::Failure{"no answer"}}},
                 R"({ifIndex="4",n=""})");
}
