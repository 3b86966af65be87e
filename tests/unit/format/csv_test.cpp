#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "format/format.hpp"
#include "names/name_catalog.hpp"
#include "records.hpp"

using namespace snmpolld;
using namespace snmpolld::format;
using namespace snmpolld::format::testing;
using model::Type;

namespace {

const names::NameCatalog kNames;

constexpr std::string_view kShared =
    "01J,7,sw1,192.0.2.1:161,2026-01-02T03:04:05.000Z,2026-01-02T03:04:05.001Z,1.93,ok,,";

std::string rowsOf(const Recorded& sample) {
    std::string out;
    formatRecord(Format::csv, {.names = kNames, .run = "01J"}, sample.record, out);
    return out;
}

constexpr std::string_view kWhole = ",1,true,,,,,\n";  // a record in one part, no rate, no failure

// What stands between them in a row of one varbind.
std::string fieldsOf(Type type, model::Value value) {
    Recorded sample;
    sample.add(type, std::move(value), kUnknown);
    const std::string row = rowsOf(sample);
    REQUIRE(row.starts_with(kShared));
    REQUIRE(row.ends_with(kWhole));
    return row.substr(kShared.size(), row.size() - kShared.size() - kWhole.size());
}

}  // namespace

TEST_CASE("a CSV record is one row a varbind, each with the whole record before it") {
    Recorded sample;
    sample.add(Type::OctetString, std::string("Linux"));
    sample.add(Type::TimeTicks, uint64_t{12345}, {1, 3, 6, 1, 2, 1, 1, 3, 0});
    const std::string shared(kShared);
    CHECK(rowsOf(sample) == shared + "1.3.6.1.2.1.1.1.0,sysDescr.0,OctetString,Linux,,1,true,,,,,\n" + shared +
                                "1.3.6.1.2.1.1.3.0,sysUpTime.0,TimeTicks,12345,,1,true,,,,,\n");
}

TEST_CASE("a CSV record without varbinds is one row") {
    Recorded sample;
    sample.makeUnresolved();
    CHECK(rowsOf(sample) ==
          "01J,7,sw1,,2026-01-02T03:04:05.000Z,,0,unresolved,resolve sw1: unknown node or service,,,,,,1,true,,,,,\n");
}

TEST_CASE("a CSV record of several missed times says how many, and the last of them") {
    Recorded sample;
    sample.makeMissed();
    CHECK(rowsOf(sample) ==
          "01J,7,sw1,,2026-01-02T03:04:05.000Z,,0,skipped,overrun,,,,,,1,true,,,,57,2026-01-02T04:00:05.000Z\n");
}

TEST_CASE("every CSV row has as many fields as the header") {
    const auto commas = [](std::string_view s) { return std::count(s.begin(), s.end(), ','); };
    Recorded sample;
    const auto wanted = commas(formatHeader(Format::csv));
    CHECK(commas(rowsOf(sample)) == wanted);
    sample.makeMissed();
    CHECK(commas(rowsOf(sample)) == wanted);
    sample.add(Type::Opaque, std::string("x"));
    CHECK(commas(rowsOf(sample)) == wanted);
    sample.record.varbinds = {{kUnknown, Type::Malformed, model::Failure{"why", "x"}}};
    CHECK(commas(rowsOf(sample)) == wanted);
}

TEST_CASE("CSV fields with commas, quotes and line ends are quoted") {
    CHECK(fieldsOf(Type::OctetString, std::string("a,b")) == "2.999.7,,OctetString,\"a,b\",");
    CHECK(fieldsOf(Type::OctetString, std::string("say \"hi\"\r\n")) == "2.999.7,,OctetString,\"say \"\"hi\"\"\r\n\",");
    Recorded sample;
    sample.target.host = "a,b";
    CHECK(rowsOf(sample).starts_with("01J,7,\"a,b\","));
}

TEST_CASE("what is no plain text stands in the hex column of a CSV row") {
    CHECK(fieldsOf(Type::OctetString, std::string("\x1b[2J")) == "2.999.7,,OctetString,,1b5b324a");
    CHECK(fieldsOf(Type::Opaque, std::string("ab")) == "2.999.7,,Opaque,,6162");
    CHECK(fieldsOf(Type::Double, std::numeric_limits<double>::infinity()) == "2.999.7,,Double,,7ff0000000000000");
    CHECK(fieldsOf(Type::noSuchObject, {}) == "2.999.7,,noSuchObject,,");
    CHECK(fieldsOf(Type::IpAddress, std::string("\x0a\0\0\x01", 4)) == "2.999.7,,IpAddress,10.0.0.1,");
}

TEST_CASE("rows of a part that is not the last one have no status and no error") {
    Recorded sample;
    sample.add(Type::Integer32, int64_t{5}, kUnknown);
    sample.record.part = 3;
    sample.record.last = false;
    CHECK(rowsOf(sample) ==
          "01J,7,sw1,192.0.2.1:161,2026-01-02T03:04:05.000Z,2026-01-02T03:04:05.001Z,1.93,,,2.999.7,,Integer32,5,,3,"
          "false,,,,,\n");
    sample.record.part = 4;
    sample.record.last = true;
    CHECK(rowsOf(sample).starts_with(kShared));
    CHECK(rowsOf(sample).ends_with(",4,true,,,,,\n"));
}

TEST_CASE("a CSV row has the rate or the reason why there is none") {
    Recorded sample;
    for (uint64_t i = 0; i < 4; ++i)
        sample.add(Type::Counter64, i, kUnknown);
    sample.record.rates = {{model::RateState::rated, 123.4},
                           {model::RateState::first, 0},
                           {model::RateState::discontinuity, 0},
                           {model::RateState::none, 0}};
    const std::string rows = rowsOf(sample);
    for (const char* end :
         {"0,,1,true,123.4,,,,\n", "1,,1,true,,first,,,\n", "2,,1,true,,discontinuity,,,\n", "3,,1,true,,,,,\n"})
        CHECK(rows.find(end) != std::string::npos);
}

TEST_CASE("a CSV row ends with the reason of a failure, has no type and no value, and hex of what came") {
    Recorded sample;
    sample.add(Type::Malformed, model::Failure{"IpAddress of 0 octets"}, kUnknown);
    sample.add(Type::Malformed, model::Failure{"odd, \"bad\"", std::string("\0\xff", 2)}, kUnknown);
    sample.add(Type::Missing, model::Failure{"no answer\n"}, kUnknown);
    const std::string shared(kShared);
    CHECK(rowsOf(sample) == shared + "2.999.7,,,,,1,true,,,IpAddress of 0 octets,,\n" + shared +
                                "2.999.7,,,,00ff,1,true,,,\"odd, \"\"bad\"\"\",,\n" + shared +
                                "2.999.7,,,,,1,true,,,\"no answer\n\",,\n");
}
