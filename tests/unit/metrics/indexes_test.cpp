// Indexes as labels, the well-made and the others.
#include "evaluating.hpp"

using namespace snmpolld;
using namespace snmpolld::metrics::testing;

namespace {

const std::string kColumn = "1.3.6.1.4.1.9.1.5";

// The labels of a row with this index.
void checkIndex(const std::vector<MetricIndex>& indexes, const std::string& suffix, const std::string& labels) {
    check({metric("m", kColumn, MetricType::gauge, indexes)}, {integer(kColumn + suffix, 1)}, {"m{" + labels + "} 1"});
}

}  // namespace

TEST_CASE("numbers, one after the other") {
    checkIndex({index("a"), index("b", MetricType::counter)}, ".3.4294967295", R"(a="3",b="4294967295")");
}

TEST_CASE("a scalar has no labels, and its .0 is no part of them") {
    check({metric("m", kColumn, MetricType::gauge)}, {integer(kColumn + ".0", 5)}, {"m 5"});
}

TEST_CASE("strings: a length in front, a fixed size, or the rest") {
    checkIndex({index("s", MetricType::DisplayString)}, ".2.65.32", R"(s="A ")");
    checkIndex({index("s", MetricType::DisplayString), index("n")}, ".2.65.32.7", R"(s="A ",n="7")");
    checkIndex({index("s", MetricType::DisplayString, 2), index("n")}, ".65.32.7", R"(s="A ",n="7")");
    checkIndex({index("n"), index("s", MetricType::DisplayString, 0, true)}, ".7.65.32.66", R"(n="7",s="A B")");
    checkIndex({index("s", MetricType::OctetString)}, ".3.65.32.255", R"(s="0x4120FF")");
    checkIndex({index("s", MetricType::OctetString, 3)}, ".65.32.255", R"(s="0x4120FF")");
    checkIndex({index("s", MetricType::OctetString, 0, true)}, ".65.32.255", R"(s="0x4120FF")");
    checkIndex({index("s", MetricType::OctetString), index("n")}, ".0.9", R"(s="",n="9")");
    checkIndex({index("s", MetricType::DisplayString)}, ".2.255.65",
               "s=\"\xff"
               "A\"");
}

TEST_CASE("addresses") {
    checkIndex({index("mac", MetricType::PhysAddress48)}, ".1.255.0.0.0.16", R"(mac="01:FF:00:00:00:10")");
    checkIndex({index("ip", MetricType::InetAddressIPv4), index("n")}, ".192.168.1.2.7", R"(ip="192.168.1.2",n="7")");
    checkIndex({index("ip", MetricType::InetAddressIPv6)}, ".1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16",
               R"(ip="0102:0304:0506:0708:090A:0B0C:0D0E:0F10")");
}

TEST_CASE("addresses whose type stands in front") {
    const std::string v6 = "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16";
    const std::string v6_text = "0102:0304:0506:0708:090A:0B0C:0D0E:0F10";
    checkIndex({index("a", MetricType::InetAddress), index("b", MetricType::InetAddress)},
               ".1.4.192.168.1.2.2.16." + v6, "a=\"192.168.1.2\",b=\"" + v6_text + "\"");
    checkIndex({index("a", MetricType::InetAddress), index("n")}, ".3.5.192.168.1.2.5.6",
               R"(a="0x0305C0A8010205",n="6")");
    checkIndex({index("a", MetricType::InetAddressMissingSize), index("b", MetricType::InetAddressMissingSize)},
               ".1.192.168.1.2.2." + v6, "a=\"192.168.1.2\",b=\"" + v6_text + "\"");
    checkIndex({index("a", MetricType::InetAddressMissingSize)}, ".3.192.168.1.2.5", R"(a="0x03C0A8010205")");
}

TEST_CASE("LldpPortId in an index says its subtype, a length, and its own length again") {
    checkIndex({index("p", MetricType::LldpPortId)}, ".3.6.1.2.3.4.5.6", R"(p="01:02:03:04:05:06")");
    checkIndex({index("p", MetricType::LldpPortId)}, ".5.3.2.65.66", R"(p="AB")");
    checkIndex({index("p", MetricType::LldpPortId)}, ".4.2.65.66", R"(p="0x04024142")");
}

TEST_CASE("enumerated indexes") {
    MetricIndex state = index("state", MetricType::EnumAsInfo);
    state.enum_values = {{0, "foo"}, {2, "baz"}};
    checkIndex({state}, ".2", R"(state="baz")");
    checkIndex({state}, ".3", R"(state="3")");
}

TEST_CASE("an index that is too short is filled with zeros") {
    check({metric("m", kColumn, MetricType::gauge, {index("a"), index("b")})}, {integer(kColumn, 1)},
          {R"(m{a="0",b="0"} 1)"});
    checkIndex({index("ip", MetricType::InetAddressIPv4)}, ".10", R"(ip="10.0.0.0")");
    checkIndex({index("s", MetricType::DisplayString)}, ".3.65", std::string("s=\"A\0\0\"", 7));
    checkIndex({index("s", MetricType::OctetString, 0, true)}, "", R"(s="")");
}

TEST_CASE("an index that is too long keeps what is declared") {
    checkIndex({index("a")}, ".1.2.3", R"(a="1")");
}

TEST_CASE("sub-identifiers above 255: texts take the low octet, addresses show them") {
    checkIndex({index("s", MetricType::DisplayString, 2)}, ".321.66", R"(s="AB")");
    checkIndex({index("s", MetricType::OctetString, 2)}, ".321.66", R"(s="0x4142")");
    checkIndex({index("mac", MetricType::PhysAddress48)}, ".256.4294967295.0.0.0.1",
               R"(mac="100:FFFFFFFF:00:00:00:01")");
    checkIndex({index("ip", MetricType::InetAddressIPv4)}, ".300.0.0.1", R"(ip="300.0.0.1")");
}

TEST_CASE("a length that no OID can have is unfit, without taking the memory for it") {
    const auto text = metric("m", kColumn, MetricType::gauge, {index("s", MetricType::DisplayString)});
    checkUnfit(text, {integer(kColumn + ".4294967295.65", 1)});
    checkUnfit(text, {integer(kColumn + ".258.65", 1)});
    checkUnfit(metric("m", kColumn, MetricType::gauge, {index("s", MetricType::OctetString, 4294967295U)}),
               {integer(kColumn + ".65", 1)});
    checkUnfit(metric("m", kColumn, MetricType::gauge, {index("s", MetricType::InetAddress)}),
               {integer(kColumn + ".9.4294967295.65", 1)});
}

TEST_CASE("one label twice is the later part") {
    checkIndex({index("a"), index("a")}, ".1.2", R"(a="2")");
}

TEST_CASE("the metric of an OID is the shortest one above it, and the last one with that OID") {
    check({metric("deep", kColumn + ".1", MetricType::gauge), metric("old", kColumn, MetricType::gauge, {index("i")}),
           metric("new", kColumn, MetricType::gauge, {index("j")}),
           metric("near", "1.3.6.1.4.1.9.1.50", MetricType::gauge)},
          {integer(kColumn + ".1.7", 1), integer("1.3.6.1.4.1.9.1.50.0", 2), integer("1.3.6.1.4.1.9.1.4.9", 3),
           integer("1.3.6.1", 4)},
          {R"(new{j="1"} 1)", "near 2"});
}
