// Line protocol and the answers of InfluxDB, version 1 and 2.
#include "writer/influx_backend.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "decoders.hpp"
#include "records.hpp"

using namespace snmpolld;
using namespace snmpolld::writer;
using namespace snmpolld::writer::test;
using namespace std::string_literals;
using Tags = std::map<std::string, std::string>;

namespace {

std::vector<Line> linesOf(const OutputRecord& record) {
    const OutputRecord* records[] = {&record};
    return parseLines(gunzipped(InfluxBackend({.database = "snmp"}).encode(records).body));
}

Verdict judged(int status, const std::string& body) {
    return InfluxBackend({.database = "snmp"}).judge({.status = status, .body = body});
}

}  // namespace

TEST_CASE("all values of a row are in one line") {
    OutputRecord record = poll("sw1", {{"site", "ams"}});
    for (const char* index : {"1", "2"})
        for (const char* name : {"ifHCInOctets", "ifHCOutOctets"})
            add(record, name, {{"ifIndex", index}}, 1234567);
    add(record, "sysUpTime", {}, 5);
    const std::vector<Line> lines = linesOf(record);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].measurement == "snmp");
    CHECK(lines[0].tags == Tags{{"host", "sw1"}, {"site", "ams"}, {"ifIndex", "1"}});
    CHECK(lines[0].fields == Tags{{"ifHCInOctets", "1.234567e+06"}, {"ifHCOutOctets", "1.234567e+06"}});
    CHECK(lines[0].time == 1'700'000'000'000'000'000);
    CHECK(lines[1].tags.at("ifIndex") == "2");
    CHECK(lines[2].tags == Tags{{"host", "sw1"}, {"site", "ams"}});
    CHECK(lines[2].fields == Tags{{"sysUpTime", "5"}});
}

TEST_CASE("the samples of a row are found however they are ordered") {
    OutputRecord record = poll("sw1");
    for (const char* name : {"a", "b", "c"})
        for (const char* index : {"1", "2", "3"})
            add(record, name, {{"i", index}}, 1);
    const std::vector<Line> lines = linesOf(record);
    REQUIRE(lines.size() == 4);
    for (int i = 0; i < 3; ++i)
        CHECK(lines[static_cast<size_t>(i)].fields == Tags{{"a", "1"}, {"b", "1"}, {"c", "1"}});
}

TEST_CASE("the outcome of a poll is a line of its own") {
    OutputRecord record = poll("sw1", {{"site", "ams"}});
    record.modules = {"if_mib", "system"};
    const std::vector<Line> lines = linesOf(record);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].measurement == "snmpolld_poll");
    CHECK(lines[0].tags == Tags{{"host", "sw1"}, {"site", "ams"}, {"modules", "if_mib,system"}});
    CHECK(lines[0].fields == Tags{{"status", "\"ok\""},
                                  {"up", "1"},
                                  {"missed", "0"},
                                  {"duration_seconds", "0.25"},
                                  {"requests", "3"},
                                  {"retries", "1"},
                                  {"rtt_seconds", "0.002"}});
}

TEST_CASE("a poll that failed or never began says so") {
    OutputRecord record = poll("sw1");
    record.status = model::Status::timeout;
    record.rtt = Duration(-1);
    record.error = "no answer\n\"to\" \\ 2 tries";
    std::vector<Line> lines = linesOf(record);
    CHECK(lines.at(0).fields.at("up") == "0");
    CHECK_FALSE(lines[0].fields.contains("rtt_seconds"));
    CHECK(lines[0].fields.at("error") == "\"no answer\\\\n\\\"to\\\" \\\\\\\\ 2 tries\"");
    record.status = model::Status::skipped;
    record.started.reset();
    record.error = "overrun";
    lines = linesOf(record);
    CHECK(lines.at(0).fields == Tags{{"status", "\"skipped\""}, {"missed", "0"}, {"error", "\"overrun\""}});
    CHECK(lines[0].time == 1'699'999'999'990'000'000);
}

TEST_CASE("a label of a row never replaces one of the target, nor do two become one") {
    OutputRecord record = poll("sw1", {{"site", "ams"}, {"host", "other"}, {"exported_x", "t"}});
    add(record, "a", {{"exported_site", "e"}, {"host", "h"}, {"site", "s"}, {"time", "t"}, {"x", "y"}}, 1);
    const std::vector<Line> lines = linesOf(record);
    CHECK(lines.at(0).tags == Tags{{"host", "sw1"},
                                   {"site", "ams"},
                                   {"exported_x", "t"},
                                   {"exported_site", "e"},
                                   {"exported_host", "h"},
                                   {"exported_exported_site", "s"},
                                   {"time_", "t"},
                                   {"x", "y"}});
}

TEST_CASE("values that line protocol cannot express are left out, and rows of nothing else too") {
    OutputRecord record = poll("sw1");
    add(record, "a", {{"i", "1"}}, NAN);
    add(record, "b", {{"i", "1"}}, 1);
    add(record, "a", {{"i", "2"}}, INFINITY);
    add(record, "time", {}, 7);
    const std::vector<Line> lines = linesOf(record);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].fields == Tags{{"b", "1"}});
    CHECK(lines[1].fields == Tags{{"time_", "7"}});
}

TEST_CASE("rows with hostile labels stay rows of their own, and the lines stay lines") {
    const std::vector<std::string> values{"a",     "a\n",   "a\\",     "a\\n",     "a ",     "a\\ ", "a,b",     "a\\,b",
                                          "a=b",   "a\"b",  "a\xff",   "a\xfe",    "a\\xff", "a\0"s, "a\\x00",  "a\r",
                                          "a\x7f", "a\\\\", "a\\\\\\", "\xc3\xa4", "\xc3",   "#a",   "a b=1 2", "a\t"};
    OutputRecord record = poll("h\n,= ", {{"l\n ,=", "v\\"}});
    for (const std::string& value : values)
        add(record, "f,= \n", {{"k,= \\", value}}, 1);
    const std::vector<Line> lines = linesOf(record);
    REQUIRE(lines.size() == values.size() + 1);
    std::set<Tags> seen;
    for (const Line& line : lines) {
        seen.insert(line.tags);
        CHECK(line.tags.at("host") == "h\\x0a,= ");
        CHECK(line.tags.at("l\\x0a ,=") == "v\\x5c");
    }
    CHECK(seen.size() == lines.size());
    CHECK(lines[0].fields == Tags{{"f,= \\x0a", "1"}});
    CHECK(lines[0].tags.at("k,= \\x5c") == "a");
}

TEST_CASE("where a request goes depends on the version") {
    const OutputRecord record = poll("a");
    const OutputRecord* records[] = {&record};
    CHECK(InfluxBackend({.database = "a&b"}).encode(records).target == "/write?db=a%26b&precision=ns");
    CHECK(InfluxBackend({.database = "a", .retention_policy = "1 d"}).encode(records).target ==
          "/write?db=a&rp=1%20d&precision=ns");
    CHECK(InfluxBackend({.organization = "o/p", .bucket = "b"}).encode(records).target ==
          "/api/v2/write?org=o%2Fp&bucket=b&precision=ns");
}

TEST_CASE("what InfluxDB answers") {
    CHECK(judged(204, "").fate == Fate::written);
    CHECK(judged(400, R"({"error":"unable to parse 'x': missing fields"})").fate == Fate::refused);
    CHECK(judged(400, R"({"error":"partial write: field type conflict: .. dropped=1"})").fate == Fate::refused);
    CHECK(judged(422, R"({"code":"unprocessable entity"})").fate == Fate::refused);
    CHECK(judged(404, R"({"error":"database not found: \"snmp\""})").fate == Fate::wait);
    CHECK(judged(400, R"({"error":"database not found: \"snmp\""})").fate == Fate::wait);
    CHECK(judged(500, R"({"error":"retention policy not found: x"})").fate == Fate::wait);
    CHECK(judged(401, R"({"code":"unauthorized"})").why == R"(HTTP 401: {"code":"unauthorized"})");
    CHECK(judged(401, "").fate == Fate::wait);
    CHECK(judged(413, "").fate == Fate::smaller);
    CHECK(judged(429, "").fate == Fate::again);
    CHECK(judged(500, R"({"error":"timeout"})").fate == Fate::again);
    CHECK(judged(500, R"({"error":"hinted handoff queue not empty"})").fate == Fate::written);
    CHECK(judged(0, "").fate == Fate::again);
}

TEST_CASE("a redirect is not followed and says where it would lead") {
    const Verdict verdict = judgeStatus({.status = 307, .location = "http://other/\x1b"});
    CHECK(verdict.fate == Fate::wait);
    CHECK(verdict.why ==
          "HTTP 307: the server redirects to http://other/\\x1b; redirects are not followed, set that URL");
}
