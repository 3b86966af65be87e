#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "records.hpp"
#include "sink/format.hpp"

using namespace snmpolld;
using namespace snmpolld::sink;
using namespace snmpolld::sink::testing;
using model::Type;

namespace {

constexpr std::string_view kShared =
    "01J,7,sw1,192.0.2.1:161,2026-01-02T03:04:05.000Z,2026-01-02T03:04:05.001Z,1.93,ok,,";

std::string rowsOf(const Sample& sample) {
    std::string out;
    formatRecord(Format::csv, {.run = "01J"}, sample.record, out);
    return out;
}

std::string fieldsOf(Type type, model::Value value) {
    Sample sample;
    sample.add(type, std::move(value), kUnknown);
    const std::string row = rowsOf(sample);
    REQUIRE(row.starts_with(kShared));
    return row.substr(kShared.size());
}

}  // namespace

TEST_CASE("a CSV record is one row a varbind, each with the whole record before it") {
    Sample sample;
    sample.add(Type::OctetString, std::string("Linux"));
    sample.add(Type::TimeTicks, uint64_t{12345}, {1, 3, 6, 1, 2, 1, 1, 3, 0});
    const std::string shared(kShared);
    CHECK(rowsOf(sample) == shared + "1.3.6.1.2.1.1.1.0,sysDescr.0,OctetString,Linux,\n" + shared +
                                "1.3.6.1.2.1.1.3.0,sysUpTime.0,TimeTicks,12345,\n");
}

TEST_CASE("a CSV record without varbinds is one row") {
    Sample sample;
    sample.makeUnresolved();
    CHECK(rowsOf(sample) ==
          "01J,7,sw1,,2026-01-02T03:04:05.000Z,,0,unresolved,resolve sw1: unknown node or service,,,,,\n");
}

TEST_CASE("every CSV row has as many fields as the header") {
    const auto commas = [](std::string_view s) { return std::count(s.begin(), s.end(), ','); };
    Sample sample;
    const auto wanted = commas(formatHeader(Format::csv));
    CHECK(commas(rowsOf(sample)) == wanted);
    sample.add(Type::Opaque, std::string("x"));
    CHECK(commas(rowsOf(sample)) == wanted);
}

TEST_CASE("CSV fields with commas, quotes and line ends are quoted") {
    CHECK(fieldsOf(Type::OctetString, std::string("a,b")) == "2.999.7,,OctetString,\"a,b\",\n");
    CHECK(fieldsOf(Type::OctetString, std::string("say \"hi\"\r\n")) ==
          "2.999.7,,OctetString,\"say \"\"hi\"\"\r\n\",\n");
    Sample sample;
    sample.target.host = "a,b";
    CHECK(rowsOf(sample).starts_with("01J,7,\"a,b\","));
}

TEST_CASE("what is no plain text stands in the hex column of a CSV row") {
    CHECK(fieldsOf(Type::OctetString, std::string("\x1b[2J")) == "2.999.7,,OctetString,,1b5b324a\n");
    CHECK(fieldsOf(Type::Opaque, std::string("ab")) == "2.999.7,,Opaque,,6162\n");
    CHECK(fieldsOf(Type::Double, std::numeric_limits<double>::infinity()) == "2.999.7,,Double,,7ff0000000000000\n");
    CHECK(fieldsOf(Type::noSuchObject, {}) == "2.999.7,,noSuchObject,,\n");
    CHECK(fieldsOf(Type::IpAddress, std::string("\x0a\0\0\x01", 4)) == "2.999.7,,IpAddress,10.0.0.1,\n");
}
