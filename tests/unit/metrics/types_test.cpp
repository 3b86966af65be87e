// What each type of a metric makes of values, as the description of snmp.yml says.
#include <cmath>

#include "evaluating.hpp"

using namespace snmpolld;
using namespace snmpolld::metrics::testing;

namespace {

const std::string kCell = "1.3.6.1.4.1.9.1.5.2";
const std::string kTypeCell = "1.3.6.1.4.1.9.1.4.2";

MetricDefinition cell(MetricType type) {
    return metric("m", "1.3.6.1.4.1.9.1.5", type, {index("i")});
}
MetricDefinition words(MetricType type, model::EnumValues values) {
    MetricDefinition definition = cell(type);
    definition.enum_values = std::move(values);
    return definition;
}
std::string bytes(std::initializer_list<int> values) {
    std::string out;
    for (const int value : values)
        out += static_cast<char>(value);
    return out;
}
const std::string kMac = bytes({0x00, 0x1b, 0x54, 0xaa, 0x00, 0x0f});

}  // namespace

TEST_CASE("gauges and counters take every numeric type") {
    for (const MetricType type : {MetricType::gauge, MetricType::counter, MetricType::Float, MetricType::Double}) {
        check({cell(type)}, {integer(kCell, -7)}, {R"(m{i="2"} -7)"});
        check({cell(type)}, {gauge32(kCell, 4294967295U)}, {R"(m{i="2"} 4.294967295e+09)"});
        check({cell(type)}, {{oid(kCell), Type::TimeTicks, uint64_t{100}}}, {R"(m{i="2"} 100)"});
        check({cell(type)}, {{oid(kCell), Type::Float, double{0.5}}}, {R"(m{i="2"} 0.5)"});
        check({cell(type)}, {{oid(kCell), Type::Double, -1e300}}, {R"(m{i="2"} -1e+300)"});
    }
}

TEST_CASE("only a metric of type counter is one for Prometheus") {
    metrics::Evaluator evaluator({cell(MetricType::counter), metric("g", "1.3.7", MetricType::Float)});
    std::vector<model::Sample> samples;
    metrics::Counts counts;
    const std::vector<Varbind> varbinds{integer(kCell, 1), integer("1.3.7.0", 1)};
    evaluator.evaluate(varbinds, samples, counts);
    REQUIRE(samples.size() == 2);
    CHECK(samples[0].type == model::SampleType::counter);
    CHECK(samples[1].type == model::SampleType::gauge);
    CHECK(samples[0].definition == &evaluator.definitions()[0]);
    const auto moved = std::move(evaluator);
    CHECK(samples[0].definition == &moved.definitions()[0]);
}

TEST_CASE("a Counter64 comes modulo 2^53") {
    check({cell(MetricType::counter)}, {counter64(kCell, (1ULL << 53) - 1)}, {R"(m{i="2"} 9.007199254740991e+15)"});
    check({cell(MetricType::counter)}, {counter64(kCell, 1ULL << 53)}, {R"(m{i="2"} 0)"});
    check({cell(MetricType::counter)}, {counter64(kCell, 19007199254740992ULL)}, {R"(m{i="2"} 9.92800745259008e+14)"});
    check({cell(MetricType::gauge)}, {counter64(kCell, ~0ULL)}, {R"(m{i="2"} 9.007199254740991e+15)"});
}

TEST_CASE("what is no number is no gauge") {
    checkUnfit(cell(MetricType::gauge), {octets(kCell, "12")});
    checkUnfit(cell(MetricType::counter), {{oid(kCell), Type::IpAddress, std::string("\x0a\0\0\1", 4)}});
    checkUnfit(cell(MetricType::Float), {{oid(kCell), Type::ObjectIdentifier, oid("1.3.6")}});
    checkUnfit(cell(MetricType::EnumAsInfo), {octets(kCell, "up")});
    checkUnfit(cell(MetricType::EnumAsStateSet), {{oid(kCell), Type::Double, double{INFINITY}}});
}

TEST_CASE("exceptions are no samples, and an answer without a value is an unfit one") {
    for (const Type type : {Type::noSuchObject, Type::noSuchInstance, Type::endOfMibView})
        check({cell(MetricType::gauge)}, {{oid(kCell), type, {}}}, {});
    checkUnfit(cell(MetricType::gauge), {{oid(kCell), Type::Null, {}}});
    checkUnfit(cell(MetricType::DisplayString), {{oid(kCell), Type::Null, {}}});
}

TEST_CASE("scale and offset: first the one, then the other; texts have them too") {
    MetricDefinition definition = cell(MetricType::gauge);
    definition.scale = 0.125;
    definition.offset = -1;
    check({definition}, {integer(kCell, 80)}, {R"(m{i="2"} 9)"});
    definition.type = MetricType::DisplayString;
    check({definition}, {octets(kCell, "x")}, {R"(m{i="2",m="x"} -0.875)"});
    definition.scale = 0;
    definition.type = MetricType::gauge;
    check({definition}, {integer(kCell, 80)}, {R"(m{i="2"} 79)"});
}

TEST_CASE("a text is a label with the metric's name, and the value 1") {
    check({cell(MetricType::DisplayString)}, {octets(kCell, "ge-0/0/0 \"a\"")}, {R"(m{i="2",m="ge-0/0/0 "a""} 1)"});
    check({cell(MetricType::DisplayString)}, {octets(kCell, "")}, {R"(m{i="2",m=""} 1)"});
    check({cell(MetricType::DisplayString)}, {integer(kCell, -3)}, {R"(m{i="2",m="-3"} 1)"});
    check({cell(MetricType::DisplayString)}, {counter64(kCell, ~0ULL)}, {R"(m{i="2",m="18446744073709551615"} 1)"});
    check({cell(MetricType::DisplayString)}, {{oid(kCell), Type::Float, static_cast<double>(10.1F)}},
          {R"(m{i="2",m="10.1"} 1)"});
    check({cell(MetricType::DisplayString)}, {{oid(kCell), Type::Double, 1e21}},
          {R"(m{i="2",m="1000000000000000000000"} 1)"});
    check({cell(MetricType::DisplayString)}, {{oid(kCell), Type::ObjectIdentifier, oid("1.3.6.1")}},
          {R"(m{i="2",m="1.3.6.1"} 1)"});
    check({cell(MetricType::DisplayString)}, {{oid(kCell), Type::IpAddress, bytes({10, 0, 0, 255})}},
          {R"(m{i="2",m="10.0.0.255"} 1)"});
}

TEST_CASE("the name of a text that is a label already is not set again") {
    check({metric("m", "1.3.6.1.4.1.9.1.5", MetricType::DisplayString, {index("m")})}, {octets(kCell, "x")},
          {R"(m{m="2"} 1)"});
}

TEST_CASE("OctetString is upper-case hex, or nothing") {
    check({cell(MetricType::OctetString)}, {octets(kCell, bytes({0x7f, 0x80, 0xff, 0}))},
          {R"(m{i="2",m="0x7F80FF00"} 1)"});
    check({cell(MetricType::OctetString)}, {octets(kCell, "")}, {R"(m{i="2",m=""} 1)"});
    check({cell(MetricType::OctetString)}, {{oid(kCell), Type::Opaque, bytes({0xab})}}, {R"(m{i="2",m="0xAB"} 1)"});
}

TEST_CASE("addresses: too few octets are filled, too many cut") {
    check({cell(MetricType::PhysAddress48)}, {octets(kCell, kMac)}, {R"(m{i="2",m="00:1B:54:AA:00:0F"} 1)"});
    check({cell(MetricType::PhysAddress48)}, {octets(kCell, kMac + "12")}, {R"(m{i="2",m="00:1B:54:AA:00:0F"} 1)"});
    check({cell(MetricType::PhysAddress48)}, {octets(kCell, "")}, {R"(m{i="2",m="00:00:00:00:00:00"} 1)"});
    check({cell(MetricType::InetAddressIPv4)}, {octets(kCell, bytes({192, 168, 1, 2}))},
          {R"(m{i="2",m="192.168.1.2"} 1)"});
    check({cell(MetricType::InetAddressIPv4)}, {{oid(kCell), Type::IpAddress, bytes({10, 0, 0, 1})}},
          {R"(m{i="2",m="10.0.0.1"} 1)"});
    check({cell(MetricType::InetAddressIPv6)},
          {octets(kCell, bytes({0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}))},
          {R"(m{i="2",m="2001:0DB8:0000:0000:0000:0000:0000:0001"} 1)"});
}

TEST_CASE("the column in front says what an InetAddress is") {
    for (const MetricType type : {MetricType::InetAddress, MetricType::InetAddressMissingSize}) {
        const auto address = octets(kCell, bytes({4, 5, 6, 7}));
        check({cell(type)}, {integer(kTypeCell, 1), address}, {R"(m{i="2",m="4.5.6.7"} 1)"});
        check({cell(type)},
              {integer(kTypeCell, 2), octets(kCell, bytes({4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}))},
              {R"(m{i="2",m="0405:0607:0809:0A0B:0C0D:0E0F:1000:0000"} 1)"});
        check({cell(type)}, {integer(kTypeCell, 3), address}, {R"(m{i="2",m="0x04050607"} 1)"});
        check({cell(type)}, {address}, {R"(m{i="2",m="0x04050607"} 1)"});
        check({cell(type)}, {octets(kTypeCell, "1"), address}, {R"(m{i="2",m="0x04050607"} 1)"});
    }
    check({metric("m", "1.3.7", MetricType::InetAddress)}, {integer("1.3.6", 1), octets("1.3.7", "ab")},
          {R"(m{m="0x6162"} 1)"});
    check({metric("m", "1.3.6.0", MetricType::InetAddress)}, {octets("1.3.6.0.0", "ab")}, {R"(m{m="0x6162"} 1)"});
}

TEST_CASE("LldpPortId by its subtype") {
    const std::vector<std::pair<int, std::string>> texts{
        {1, "001122"}, {2, "001122"}, {5, "001122"}, {7, "001122"}, {3, "30:30:31:31:32:32"}, {4, "0x303031313232"}};
    for (const auto& [subtype, text] : texts)
        check({cell(MetricType::LldpPortId)}, {integer(kTypeCell, subtype), octets(kCell, "001122")},
              {"m{i=\"2\",m=\"" + text + "\"} 1"});
}

TEST_CASE("EnumAsInfo: the word, or the number when there is none") {
    const auto definition = words(MetricType::EnumAsInfo, {{0, "foo"}, {2, "baz"}});
    check({definition}, {integer(kCell, 2)}, {R"(m_info{i="2",m="baz"} 1)"});
    check({definition}, {integer(kCell, 3)}, {R"(m_info{i="2",m="3"} 1)"});
    check({definition}, {integer(kCell, -1)}, {R"(m_info{i="2",m="-1"} 1)"});
}

TEST_CASE("EnumAsInfo of a column that is also the index adds nothing") {
    check({metric("m", "1.3.6.1.4.1.9.1.5", MetricType::EnumAsInfo, {index("m")})}, {integer(kCell, 2)}, {});
}

TEST_CASE("EnumAsStateSet: the state that it is in, then all others") {
    const auto definition = words(MetricType::EnumAsStateSet, {{0, "foo"}, {1, "bar"}, {2, "baz"}});
    check({definition}, {integer(kCell, 1)},
          {R"(m{i="2",m="bar"} 1)", R"(m{i="2",m="foo"} 0)", R"(m{i="2",m="baz"} 0)"});
    check({definition}, {integer(kCell, 7)},
          {R"(m{i="2",m="7"} 1)", R"(m{i="2",m="foo"} 0)", R"(m{i="2",m="bar"} 0)", R"(m{i="2",m="baz"} 0)"});
}

TEST_CASE("two states with one word are one sample") {
    const auto outcome =
        evaluate({words(MetricType::EnumAsStateSet, {{1, "up"}, {2, "up"}, {3, "down"}})}, {integer(kCell, 2)});
    CHECK(outcome.lines == Lines{R"(m{i="2",m="up"} 1)", R"(m{i="2",m="down"} 0)"});
    CHECK(outcome.counts.duplicates == 1);
    const auto number = evaluate({words(MetricType::EnumAsStateSet, {{1, "5"}})}, {integer(kCell, 5)});
    CHECK(number.lines == Lines{R"(m{i="2",m="5"} 1)"});
}

TEST_CASE("Bits: the most significant one is the first") {
    const auto definition = words(MetricType::Bits, {{0, "a"}, {1, "b"}, {8, "c"}, {15, "d"}, {16, "missing"}});
    check({definition}, {octets(kCell, bytes({0x80, 0x01}))},
          {R"(m{i="2",m="a"} 1)", R"(m{i="2",m="b"} 0)", R"(m{i="2",m="c"} 0)", R"(m{i="2",m="d"} 1)",
           R"(m{i="2",m="missing"} 0)"});
    checkUnfit(definition, {integer(kCell, 1)});
}

TEST_CASE("DateAndTime with and without a zone; what is none is unfit") {
    const std::string date = bytes({7, 226, 8, 15, 8, 1, 15, 0});
    check({cell(MetricType::DateAndTime)}, {octets(kCell, date)}, {R"(m{i="2"} 1.534320075e+09)"});
    check({cell(MetricType::DateAndTime)}, {octets(kCell, date + bytes({'+', 2, 0}))}, {R"(m{i="2"} 1.534312875e+09)"});
    checkUnfit(cell(MetricType::DateAndTime), {octets(kCell, date + "x"), octets("1.3.6.1.4.1.9.1.5.3", "")});
    checkUnfit(cell(MetricType::DateAndTime), {integer(kCell, 5)});
}

TEST_CASE("ParseDateAndTime reads text by a pattern") {
    MetricDefinition definition = cell(MetricType::ParseDateAndTime);
    definition.datetime_pattern = "%b %d %Y";
    check({definition}, {octets(kCell, "Sep 01 2023")}, {R"(m{i="2"} 1.6935264e+09)"});
    checkUnfit(definition, {octets(kCell, "Sep 01 2023 "), octets("1.3.6.1.4.1.9.1.5.3", "NA")});
}

TEST_CASE("NTPTimeStamp counts from 1900") {
    check({cell(MetricType::NTPTimeStamp)}, {octets(kCell, bytes({235, 6, 119, 246, 48, 209, 11, 59}))},
          {R"(m{i="2"} 1.734080886e+09)"});
    checkUnfit(cell(MetricType::NTPTimeStamp), {octets(kCell, "short")});
    checkUnfit(cell(MetricType::NTPTimeStamp), {integer(kCell, 42)});
}

TEST_CASE("display_hint is for OctetString, and for what turns out to be one") {
    MetricDefinition definition = cell(MetricType::OctetString);
    definition.display_hint = "1x:";
    check({definition}, {octets(kCell, kMac)}, {R"(m{i="2",m="00:1B:54:AA:00:0F"} 1)"});
    definition.type = MetricType::InetAddress;
    check({definition}, {octets(kCell, "ab")}, {R"(m{i="2",m="61:62"} 1)"});
    definition.type = MetricType::DisplayString;
    check({definition}, {octets(kCell, "ab")}, {R"(m{i="2",m="ab"} 1)"});
    definition.type = MetricType::OctetString;
    definition.display_hint = "z";
    check({definition}, {octets(kCell, "ab")}, {R"(m{i="2",m="0x6162"} 1)"});
}

TEST_CASE("a failure is no sample of any type, no unfit value, and hides no value of the same OID") {
    const Varbind malformed{oid(kCell), Type::Malformed, model::Failure{"INTEGER of 0 octets", "\x01"}};
    const Varbind missing{oid(kCell), Type::Missing, model::Failure{"no answer"}};
    for (const MetricType type : {MetricType::gauge, MetricType::counter, MetricType::OctetString, MetricType::Bits,
                                  MetricType::DateAndTime, MetricType::DisplayString})
        check({cell(type)}, {malformed, missing}, {});
    check({words(MetricType::EnumAsStateSet, {{1, "up"}})}, {malformed}, {});
    check({cell(MetricType::gauge)}, {integer(kCell, 7), malformed}, {R"(m{i="2"} 7)"});
}
