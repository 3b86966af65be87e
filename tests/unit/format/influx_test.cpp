// Line protocol as InfluxDB's documentation has it.
#include "format/influx.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace snmpolld;
using namespace std::chrono_literals;
using Labels = std::vector<std::pair<std::string, std::string>>;

namespace {

std::string line(const Labels& labels, double value, const Labels& tags = {{"host", "sw1"}},
                 const std::string& measurement = "if_mib") {
    const std::vector<model::Sample> samples{{nullptr, "ifHCInOctets", model::SampleType::counter, labels, value}};
    std::string out;
    format::formatInflux(measurement, samples, tags, WallTime{1700000000s + 5ns}, out);
    return out;
}

}  // namespace

TEST_CASE("measurement, tags, field, nanoseconds") {
    CHECK(line({{"ifIndex", "1"}, {"ifName", "ge-0/0/0"}}, 1234567) ==
          "if_mib,host=sw1,ifIndex=1,ifName=ge-0/0/0 ifHCInOctets=1.234567e+06 1700000000000000005\n");
    CHECK(line({}, -0.5, {}) == "if_mib ifHCInOctets=-0.5 1700000000000000005\n");
}

TEST_CASE("commas, equals signs and spaces are escaped; a measurement keeps its equals sign") {
    CHECK(line({{"a b", "c,d=e f"}}, 1, {}, "m,n=o p") ==
          "m\\,n=o\\ p,a\\ b=c\\,d\\=e\\ f ifHCInOctets=1 1700000000000000005\n");
    CHECK(line({{"a", "\"q\\x\""}}, 1, {}) == "if_mib,a=\"q\\x\" ifHCInOctets=1 1700000000000000005\n");
}

TEST_CASE("a line stays one line, and valid UTF-8") {
    CHECK(line({{"a", "x\ny\tz\r"}, {"b", "\xff\xfe"}, {"c", std::string("\0", 1)}}, 1, {}) ==
          "if_mib,a=x\\x0ay\\x09z\\x0d,b=\\xff\\xfe,c=\\x00 ifHCInOctets=1 1700000000000000005\n");
}

TEST_CASE("what line protocol cannot say is left out") {
    CHECK(line({{"empty", ""}, {"tail", "x\\\\"}, {"only", "\\"}, {"", "v"}}, 1, {}) ==
          "if_mib,tail=x\\x5c\\x5c,only=\\x5c ifHCInOctets=1 1700000000000000005\n");
    CHECK(line({}, NAN) == "");
    CHECK(line({}, INFINITY) == "");
}

TEST_CASE("no tag twice: the target's come first") {
    CHECK(line({{"host", "other"}}, 1, {{"host", "sw1"}, {"host", "sw2"}}) ==
          "if_mib,host=sw1 ifHCInOctets=1 1700000000000000005\n");
}
