#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "format/format.hpp"
#include "names/name_catalog.hpp"
#include "names/names.hpp"
#include "records.hpp"

using namespace snmpolld;
using namespace snmpolld::format;
using namespace snmpolld::format::testing;
using model::Type;

namespace {

const names::NameCatalog kNames;

const model::Oid kEntry{1, 3, 6, 1, 2, 1, 2, 2, 1};
const names::Table kIfTable{"ifTable", kEntry, {{1, "ifIndex"}, {2, "ifDescr"}, {10, "ifInOctets"}}};

model::Oid cell(uint32_t column, std::initializer_list<uint32_t> index) {
    model::Oid oid = kEntry;
    oid.push_back(column);
    for (const uint32_t id : index)
        oid.push_back(id);
    return oid;
}

// A poll of ifTable, in one part or several.
struct Polled : Recorded {
    explicit Polled(uint64_t task = 1, const char* host = "sw1") {
        auto modules = std::make_shared<model::ModuleSet>();
        modules->walk = {{1, 3, 6, 1, 2, 1, 2, 2}};
        target.module_set = modules;
        target.host = host;
        record.task_id = task;
    }
    void interface(uint32_t index, const std::string& name, uint64_t octets) {
        add(Type::Integer32, int64_t{index}, cell(1, {index}));
        add(Type::OctetString, name, cell(2, {index}));
        add(Type::Counter32, octets, cell(10, {index}));
    }
    // The varbinds so far as this part; the next part begins with none.
    void give(Formatter& formatter, uint32_t part, bool last, std::string& out) {
        record.part = part;
        record.last = last;
        formatter.append(record, out);
        record.varbinds.clear();
    }
};

FormatContext context(int width = 0) {
    return {.names = kNames, .run = "01J", .host_width = 5, .width = width, .tables = {&kIfTable}};
}

std::string tableOf(const Recorded& sample, int width = 0) {
    std::string out;
    formatRecord(Format::text, context(width), sample.record, out);
    return out;
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("a table has a row for each index and a column for each object") {
    Polled polled;
    polled.interface(1, "lo", 123456);
    polled.interface(2, "eth0", 7);
    CHECK(tableOf(polled) ==
          "== sw1: ifTable (1.3.6.1.2.1.2.2), 2 rows\n"
          "index  ifIndex  ifDescr  ifInOctets\n"
          "            .1  .2              .10\n"
          "1            1  lo           123456\n"
          "2            2  eth0              7\n");
}

TEST_CASE("rows and columns are in the order of their numbers, however they came, and holes are marked") {
    Polled polled;
    polled.add(Type::Integer32, int64_t{10}, cell(1, {10}));
    polled.add(Type::Integer32, int64_t{9}, cell(1, {9}));
    polled.add(Type::OctetString, std::string("b"), cell(2, {9}));
    polled.add(Type::Integer32, int64_t{3}, cell(99, {10}));
    CHECK(tableOf(polled) ==
          "== sw1: ifTable (1.3.6.1.2.1.2.2), 2 rows\n"
          "index  ifIndex  ifDescr   99\n"
          "            .1  .2       .99\n"
          "9            9  b          ?\n"
          "10          10  ?          3\n");
}

TEST_CASE("a wide table is broken into blocks of columns, each with the index") {
    Polled polled;
    polled.interface(1, "lo", 123456);
    CHECK(tableOf(polled, 24) ==
          "== sw1: ifTable (1.3.6.1.2.1.2.2), 1 row\n"
          "index  ifIndex  ifDescr\n"
          "            .1  .2\n"
          "1            1  lo\n"
          "\n"
          "index  ifInOctets\n"
          "              .10\n"
          "1          123456\n");
    for (const int width : {1, 20, 23, 30, 40})
        for (const std::string& line : linesOf(tableOf(polled, width)))
            if (width >= 20 && !line.starts_with("==")) CHECK(line.size() <= static_cast<size_t>(width));
}

TEST_CASE("an index of several numbers is dotted, and long values are cut") {
    Polled polled;
    polled.add(Type::OctetString, std::string(60'000, 'x'), cell(2, {4, 192, 0, 2, 1}));
    const std::string x39(39, 'x');
    CHECK(linesOf(tableOf(polled)).back() == "4.192.0.2.1  " + x39 + std::string(20, 'x') + "\xe2\x80\xa6");
    CHECK(tableOf(polled, 60) ==
          "== sw1: ifTable (1.3.6.1.2.1.2.2), 1 row\n"
          "index        ifDescr\n"
          "             .2\n"
          "4.192.0.2.1  " +
              x39 + "\xe2\x80\xa6\n");
    polled.record.varbinds.clear();
    polled.add(Type::OctetString, std::string(60'000, '\xff'), cell(2, {1}));
    CHECK(linesOf(tableOf(polled)).back() ==
          "1      ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff\xe2\x80\xa6");
}

TEST_CASE("device bytes in a table are harmless, and it stays aligned") {
    Polled polled;
    polled.interface(1, "\x1b[2J\n", 1);
    polled.interface(2, "caf\xc3\xa9", 2);
    polled.target.host = "sw\x1b[31m";
    const auto lines = linesOf(tableOf(polled));
    REQUIRE(lines.size() == 5);
    CHECK(lines[0].starts_with("== sw\\x1b[31m: "));
    CHECK(lines[3] == "1            1  1b:5b:32:4a:0a           1");
    CHECK(lines[4] == "2            2  caf\xc3\xa9                     2");
}

TEST_CASE("a host without rows says so, and one that failed is a line") {
    Polled empty;
    CHECK(tableOf(empty) == "== sw1: ifTable (1.3.6.1.2.1.2.2), no rows\n");
    empty.record.status = model::Status::timeout;
    empty.record.error = "no answer in 3 tries";
    empty.record.rtt = Duration(-1);
    CHECK(tableOf(empty) == "sw1    timeout               -  no answer in 3 tries\n");
}

TEST_CASE("a partial table shows what came and the error") {
    Polled polled;
    polled.interface(1, "lo", 5);
    polled.record.status = model::Status::partial;
    polled.record.error = "the OID 1.3 does not increase";
    const auto lines = linesOf(tableOf(polled));
    CHECK(lines[0] == "== sw1: ifTable (1.3.6.1.2.1.2.2), 1 row, partial: the OID 1.3 does not increase");
    CHECK(lines.size() == 4);
}

TEST_CASE("what lies beside the table stands before it") {
    Polled polled;
    polled.add(Type::OctetString, std::string("Linux box"));
    polled.interface(1, "lo", 5);
    const auto lines = linesOf(tableOf(polled));
    REQUIRE(lines.size() == 7);
    CHECK(lines[0] == "sw1    ok              0.41 ms  1 varbind");
    CHECK(lines[1] == "  sysDescr.0  1.3.6.1.2.1.1.1.0 = Linux box");
    CHECK(lines[2].empty());
    CHECK(lines[3] == "== sw1: ifTable (1.3.6.1.2.1.2.2), 1 row");
}

TEST_CASE("a varbind without an index is in no row") {
    Polled polled;
    polled.add(Type::Integer32, int64_t{1}, cell(2, {}));
    polled.add(Type::Integer32, int64_t{1}, kEntry);
    CHECK(tableOf(polled).find(", no rows\n") != std::string::npos);
    CHECK(tableOf(polled).find("  ifDescr  1.3.6.1.2.1.2.2.1.2 = 1\n") != std::string::npos);
}

TEST_CASE("parts are gathered for each host until its last one") {
    const auto tables = makeFormatter(Format::text, context());
    Polled one(1, "sw1");
    Polled two(2, "sw2");
    std::string out;
    one.interface(1, "lo", 5);
    one.give(*tables, 1, false, out);
    two.interface(3, "eth3", 9);
    two.give(*tables, 1, false, out);
    CHECK(out.empty());
    one.interface(2, "eth0", 6);
    one.give(*tables, 2, true, out);
    CHECK(linesOf(out).size() == 5);
    CHECK(out.starts_with("== sw1: ifTable (1.3.6.1.2.1.2.2), 2 rows\n"));
    out.clear();
    two.give(*tables, 2, true, out);
    CHECK(out.starts_with("\n== sw2: ifTable (1.3.6.1.2.1.2.2), 1 row\n"));
    CHECK(linesOf(out).size() == 5);
}

TEST_CASE("rows beyond what may be gathered are printed before the last part, and none is lost") {
    const auto tables = makeFormatter(Format::text, context());
    Polled polled;
    std::string out;
    uint32_t rows = 0;
    for (uint32_t part = 1; part <= 30; ++part) {
        for (int i = 0; i < 2000; ++i, ++rows)
            polled.interface(rows + 1, "if", rows);
        polled.give(*tables, part, part == 30, out);
        if (part == 16) CHECK(out.empty());
    }
    CHECK(out.starts_with("== sw1: ifTable (1.3.6.1.2.1.2.2), 34000 rows so far\n"));
    CHECK(out.find("\n\n== sw1: ifTable (1.3.6.1.2.1.2.2), continued, 26000 rows\n") != std::string::npos);
    const auto lines = linesOf(out);
    CHECK(std::count_if(lines.begin(), lines.end(),
                        [](const auto& l) { return !l.empty() && l[0] >= '0' && l[0] <= '9'; }) == 60'000);
}

TEST_CASE("a table whose rows are all printed before its last part has its end said") {
    const auto tables = makeFormatter(Format::text, context());
    Polled polled;
    std::string out;
    for (uint32_t row = 1; row <= 40'000; ++row)
        polled.interface(row, "if", row);
    polled.give(*tables, 1, false, out);
    CHECK(out.starts_with("== sw1: ifTable (1.3.6.1.2.1.2.2), 40000 rows so far\n"));
    out.clear();
    polled.record.status = model::Status::worker_lost;
    polled.record.error = "worker 3 ended";
    polled.give(*tables, 2, true, out);
    CHECK(out == "\n== sw1: ifTable (1.3.6.1.2.1.2.2), end, worker_lost: worker 3 ended\n");
}

TEST_CASE("what lies beside a table in parts has its own lines and its total") {
    const auto tables = makeFormatter(Format::text, context());
    Polled polled;
    std::string out;
    for (uint32_t part = 1; part <= 3; ++part) {
        if (part == 1) polled.add(Type::OctetString, std::string("Linux box"));
        for (uint32_t row = 1; row <= 40'000; ++row)
            polled.interface(part * 100'000 + row, "if", row);
        polled.give(*tables, part, part == 3, out);
    }
    const auto lines = linesOf(out);
    CHECK(lines[0] == "sw1    part 1");
    CHECK(lines[1] == "  sysDescr.0  1.3.6.1.2.1.1.1.0 = Linux box");
    CHECK(std::count(lines.begin(), lines.end(), "sw1    ok              0.41 ms  1 varbind in 3 parts") == 1);
    CHECK(std::count(lines.begin(), lines.end(), "") == 4);
}

TEST_CASE("a table that is nearly all holes is a list, whatever its size would be") {
    Polled polled;
    for (uint32_t i = 0; i < 5000; ++i)
        polled.add(Type::Integer32, int64_t{1}, cell(i, {i}));
    const std::string text = tableOf(polled);
    CHECK(text.size() < 400'000);
    CHECK(text.find("\n  1.3.6.1.2.1.2.2.1.4999.4999 = 1\n") != std::string::npos);
}

TEST_CASE("a row of very many columns is broken into blocks quickly") {
    Polled polled;
    for (uint32_t i = 1; i <= 50'000; ++i)
        polled.add(Type::Integer32, int64_t{1}, cell(i, {1}));
    const auto lines = linesOf(tableOf(polled, 80));
    CHECK(lines.size() > 4000);
    CHECK(std::all_of(lines.begin() + 1, lines.end(), [](const auto& line) { return line.size() <= 80; }));
}

TEST_CASE("a table of which nothing is known has numbers for its columns") {
    const names::Table unknown{"1.3.6.1.4.1.99.1", {1, 3, 6, 1, 4, 1, 99, 1, 1}, {}};
    FormatContext numbered = context();
    numbered.tables = {&unknown};
    Polled polled;
    polled.add(Type::Integer32, int64_t{5}, {1, 3, 6, 1, 4, 1, 99, 1, 1, 3, 7});
    std::string out;
    formatRecord(Format::text, numbered, polled.record, out);
    CHECK(out ==
          "== sw1: 1.3.6.1.4.1.99.1, 1 row\n"
          "index   3\n"
          "       .3\n"
          "7       5\n");
}

TEST_CASE("a failure stands in its cell with its reason, and the numbers of its column as before") {
    Polled polled;
    polled.interface(1, "lo", 123456);
    polled.add(Type::Integer32, int64_t{2}, cell(1, {2}));
    polled.add(Type::Missing, model::Failure{"no answer"}, cell(10, {2}));
    CHECK(tableOf(polled) ==
          "== sw1: ifTable (1.3.6.1.2.1.2.2), 2 rows\n"
          "index  ifIndex  ifDescr     ifInOctets\n"
          "            .1  .2                 .10\n"
          "1            1  lo              123456\n"
          "2            2  ?        ? (no answer)\n");
}
