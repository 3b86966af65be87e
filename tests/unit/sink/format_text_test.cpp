#include <doctest/doctest.h>

#include "records.hpp"
#include "sink/format.hpp"

using namespace snmpolld;
using namespace snmpolld::sink;
using namespace snmpolld::sink::testing;
using model::Type;

namespace {

std::string lineOf(const Sample& sample, bool color = false) {
    std::string out;
    formatRecord(Format::text, {.run = "01J", .color = color, .host_width = 10}, sample.record, out);
    return out;
}

}  // namespace

TEST_CASE("a text line has host, status, round trip and varbinds, aligned") {
    Sample sample;
    sample.add(Type::OctetString, std::string("Linux box"));
    sample.add(Type::Integer32, int64_t{5}, kUnknown);
    CHECK(lineOf(sample) == "sw1         ok              0.41 ms  sysDescr.0 = Linux box  2.999.7 = 5\n");
    Sample failed;
    failed.target.host = "sw2.example";  // longer than the column
    failed.record.status = model::Status::auth_failure;
    failed.record.error = "wrong digest";
    failed.record.rtt = Duration(-1);
    CHECK(lineOf(failed) == "sw2.example  auth_failure          -  wrong digest\n");
}

TEST_CASE("a partial record shows its values and its error") {
    Sample sample;
    sample.add(Type::Integer32, int64_t{5}, kUnknown);
    sample.record.status = model::Status::partial;
    sample.record.error = "no answer in 3 tries";
    CHECK(lineOf(sample).ends_with("  2.999.7 = 5  no answer in 3 tries\n"));
}

TEST_CASE("only the status is coloured, and only when asked for") {
    Sample sample;
    CHECK(lineOf(sample, true) == "sw1         \x1b[32mok          \x1b[0m    0.41 ms\n");
    CHECK(lineOf(sample).find('\x1b') == std::string::npos);
}

TEST_CASE("device bytes never reach a terminal raw") {
    Sample sample;
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
