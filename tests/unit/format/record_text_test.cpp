#include <doctest/doctest.h>

#include <algorithm>

#include "format/format.hpp"
#include "names/name_catalog.hpp"
#include "records.hpp"

using namespace snmpolld;
using namespace snmpolld::format;
using namespace snmpolld::format::testing;
using model::Type;

namespace {

const names::NameCatalog kNames;

std::string lineOf(const Recorded& sample, bool color = false) {
    std::string out;
    formatRecord(Format::text, {.names = kNames, .run = "01J", .color = color, .host_width = 10}, sample.record, out);
    return out;
}

// A target whose modules walk.
struct Walked : Recorded {
    Walked() {
        auto modules = std::make_shared<model::ModuleSet>();
        modules->walk = {{1, 3, 6, 1, 2, 1}};
        target.module_set = modules;
        record.task_id = 1;
    }
    // As a part with these varbinds.
    model::HostRecord& part(uint32_t number, bool last, int varbinds) {
        record.part = number;
        record.last = last;
        record.varbinds.clear();
        for (int i = 0; i < varbinds; ++i)
            add(Type::Integer32, int64_t{i}, {1, 3, 6, 1, 2, 1, 2, 2, 1, 1, static_cast<uint32_t>(i + 9)});
        return record;
    }
};

std::unique_ptr<Formatter> formatter() {
    return makeFormatter(Format::text, {.names = kNames, .run = "01J", .host_width = 5});
}

}  // namespace

TEST_CASE("a text line has host, status, round trip and varbinds, aligned") {
    Recorded sample;
    sample.add(Type::OctetString, std::string("Linux box"));
    sample.add(Type::Integer32, int64_t{5}, kUnknown);
    CHECK(lineOf(sample) ==
          "sw1         ok              0.41 ms  sysDescr.0 (1.3.6.1.2.1.1.1.0) = Linux box  2.999.7 = 5\n");
    Recorded failed;
    failed.target.host = "sw2.example";  // longer than the column
    failed.record.status = model::Status::auth_failure;
    failed.record.error = "wrong digest";
    failed.record.rtt = Duration(-1);
    CHECK(lineOf(failed) == "sw2.example  auth_failure          -  wrong digest\n");
}

TEST_CASE("a partial record shows its values and its error") {
    Recorded sample;
    sample.add(Type::Integer32, int64_t{5}, kUnknown);
    sample.record.status = model::Status::partial;
    sample.record.error = "no answer in 3 tries";
    CHECK(lineOf(sample).ends_with("  2.999.7 = 5  no answer in 3 tries\n"));
}

TEST_CASE("a record of several missed times says how many") {
    Recorded sample;
    sample.makeMissed();
    CHECK(lineOf(sample).ends_with("overrun of 57 missed times\n"));
}

TEST_CASE("only the status is coloured, and only when asked for") {
    Recorded sample;
    CHECK(lineOf(sample, true) == "sw1         \x1b[32mok          \x1b[0m    0.41 ms\n");
    CHECK(lineOf(sample).find('\x1b') == std::string::npos);
}

TEST_CASE("device bytes never reach a terminal raw") {
    Recorded sample;
    sample.target.host = "sw\x1b[2J";
    sample.add(Type::OctetString, std::string("\x1b]0;owned\x07"));
    sample.add(Type::OctetString, std::string("two\nlines\xe2\x80\xae"));
    sample.record.error = "agent says \x9b\r\n";
    const std::string line = lineOf(sample);
    CHECK(line.find('\n') == line.size() - 1);
    for (const char c : {'\x1b', '\x07', '\r', '\x9b'})
        CHECK(line.find(c) == std::string::npos);
    CHECK(line.find("\xe2\x80\xae") == std::string::npos);
}

TEST_CASE("a walk has a line for each varbind, with name and OID in columns") {
    Walked walked;
    walked.add(Type::OctetString, std::string("Linux box"));
    walked.add(Type::Counter64, uint64_t{18446744073709551615U}, {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 1001});
    walked.add(Type::Integer32, int64_t{5}, kUnknown);
    walked.record.rates = {{}, {model::RateState::rated, 123.4}, {}};
    CHECK(lineOf(walked) ==
          "sw1         ok              0.41 ms  3 varbinds\n"
          "  sysDescr.0         1.3.6.1.2.1.1.1.0           = Linux box\n"
          "  ifHCInOctets.1001  1.3.6.1.2.1.31.1.1.1.6.1001 = 18446744073709551615 (123.4/s)\n"
          "  2.999.7                                        = 5\n");
}

TEST_CASE("a walk without any name has its OIDs in the first column") {
    Walked walked;
    walked.add(Type::Integer32, int64_t{5}, kUnknown);
    CHECK(lineOf(walked) == "sw1         ok              0.41 ms  1 varbind\n  2.999.7 = 5\n");
}

TEST_CASE("a walk of nothing says so, and one that failed says why") {
    Walked walked;
    CHECK(lineOf(walked) == "sw1         ok              0.41 ms  no varbinds: no such objects\n");
    walked.record.status = model::Status::timeout;
    walked.record.error = "no answer in 3 tries";
    walked.record.rtt = Duration(-1);
    CHECK(lineOf(walked) == "sw1         timeout               -  no answer in 3 tries\n");
}

TEST_CASE("a walk that was cut short has its count, the error and what came") {
    Walked walked;
    walked.part(1, true, 1);
    walked.record.status = model::Status::partial;
    walked.record.error = "more than 1 row";
    CHECK(lineOf(walked) ==
          "sw1         partial         0.41 ms  1 varbind  more than 1 row\n"
          "  ifIndex.9  1.3.6.1.2.1.2.2.1.1.9 = 0\n");
}

TEST_CASE("many scalars are a list as well") {
    Recorded sample;
    for (int i = 0; i < 7; ++i)
        sample.add(Type::Integer32, int64_t{i}, kUnknown);
    const std::string text = lineOf(sample);
    CHECK(text.starts_with("sw1         ok              0.41 ms  7 varbinds\n  2.999.7 = 0\n"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 8);
}

TEST_CASE("a rate that cannot be said has its reason, unless it is the first value") {
    Recorded sample;
    sample.add(Type::Counter32, uint64_t{1}, kUnknown);
    sample.record.rates = {{model::RateState::first, 0}};
    CHECK(lineOf(sample).ends_with("2.999.7 = 1\n"));
    sample.record.rates = {{model::RateState::reset, 0}};
    CHECK(lineOf(sample).ends_with("2.999.7 = 1 (no rate: reset)\n"));
}

TEST_CASE("the parts of one walk follow each other under one head, and the verdict with the total comes last") {
    Walked walked;
    const auto text = formatter();
    std::string out;
    text->append(walked.part(1, false, 2), out);
    text->append(walked.part(2, false, 1), out);
    walked.record.status = model::Status::partial;
    walked.record.error = "the worker ended";
    text->append(walked.part(3, true, 0), out);
    CHECK(out ==
          "sw1    part 1\n"
          "  ifIndex.9   1.3.6.1.2.1.2.2.1.1.9  = 0\n"
          "  ifIndex.10  1.3.6.1.2.1.2.2.1.1.10 = 1\n"
          "  ifIndex.9  1.3.6.1.2.1.2.2.1.1.9 = 0\n"
          "sw1    partial         0.41 ms  3 varbinds in 3 parts  the worker ended\n");
}

TEST_CASE("a part has a head when another host came between") {
    Walked walked;
    Walked other;
    other.target.host = "sw2";
    other.record.task_id = 2;
    const auto text = formatter();
    std::string out;
    text->append(walked.part(1, false, 1), out);
    text->append(other.part(1, false, 1), out);
    out.clear();
    text->append(walked.part(2, true, 1), out);
    CHECK(out ==
          "sw1    part 2\n"
          "  ifIndex.9  1.3.6.1.2.1.2.2.1.1.9 = 0\n"
          "sw1    ok              0.41 ms  2 varbinds in 2 parts\n");
    out.clear();
    text->append(other.part(2, true, 0), out);
    CHECK(out == "sw2    ok              0.41 ms  1 varbind in 2 parts\n");
}

TEST_CASE("every line of a walk clears what a progress line left behind it") {
    Walked walked;
    std::string out;
    formatRecord(Format::text, {.names = kNames, .run = "01J", .terminal = true, .host_width = 5},
                 walked.part(1, true, 2), out);
    size_t clears = 0;
    for (size_t at = out.find("\x1b[K\n"); at != std::string::npos; at = out.find("\x1b[K\n", at + 1))
        ++clears;
    CHECK(clears == 3);
}

TEST_CASE("a failure is shown with its reason") {
    Recorded sample;
    sample.add(Type::Malformed, model::Failure{"INTEGER of 2 octets", std::string("\0\xff", 2)});
    sample.add(Type::Missing, model::Failure{"no answer\x1b"}, kUnknown);
    CHECK(lineOf(sample).ends_with(
        "sysDescr.0 (1.3.6.1.2.1.1.1.0) = ? (INTEGER of 2 octets: 00:ff)  2.999.7 = ? (no answer\\x1b)\n"));
}
