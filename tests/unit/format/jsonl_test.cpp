#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "format/format.hpp"
#include "names/name_catalog.hpp"
#include "records.hpp"

using namespace snmpolld;
using namespace snmpolld::format;
using namespace snmpolld::format::testing;
using model::Type;

namespace {

const names::NameCatalog kNames;

std::string lineOf(const Recorded& sample) {
    std::string out;
    formatRecord(Format::jsonl, {.names = kNames, .run = "01J"}, sample.record, out);
    return out;
}

nlohmann::json parsed(const Recorded& sample) {
    return nlohmann::json::parse(lineOf(sample));
}

// The one varbind of a record, as it stands in the line after its type.
std::string valueOf(Type type, model::Value value) {
    Recorded sample;
    sample.add(type, std::move(value), kUnknown);
    const std::string line = lineOf(sample);
    const size_t begin = line.find("\"type\":");
    return line.substr(begin, line.find("}]}", begin) - begin);
}

}  // namespace

TEST_CASE("a JSON record has its keys in the order of the documentation") {
    Recorded sample;
    sample.add(Type::OctetString, std::string("Linux .."));
    CHECK(
        lineOf(sample) ==
        R"({"run":"01J","seq":7,"host":"sw1","address":"192.0.2.1:161","labels":{"site":"ams"},"modules":["system"],)"
        R"("scheduled":"2026-01-02T03:04:05.000Z","started":"2026-01-02T03:04:05.001Z","duration_ms":1.93,"rtt_ms":0.41,)"
        R"("requests":1,"retries":0,"worker":2,"status":"ok","error":null,)"
        R"("varbinds":[{"oid":"1.3.6.1.2.1.1.1.0","name":"sysDescr.0","type":"OctetString","value":"Linux .."}]})"
        "\n");
}

TEST_CASE("a JSON record of a host that was never reached has nulls and no varbinds") {
    Recorded sample;
    sample.makeUnresolved();
    sample.target.labels.clear();
    sample.target.module_set.reset();
    CHECK(
        lineOf(sample) ==
        R"({"run":"01J","seq":7,"host":"sw1","address":null,"labels":{},"modules":[],)"
        R"("scheduled":"2026-01-02T03:04:05.000Z","started":null,"duration_ms":0,"rtt_ms":null,)"
        R"("requests":0,"retries":0,"worker":null,"status":"unresolved","error":"resolve sw1: unknown node or service",)"
        R"("varbinds":[]})"
        "\n");
}

TEST_CASE("a JSON record of several missed times has their number, the first and the last") {
    Recorded sample;
    sample.makeMissed();
    CHECK(lineOf(sample).find(R"("scheduled":"2026-01-02T03:04:05.000Z","missed":57,)"
                              R"("missed_first":"2026-01-02T03:04:05.000Z","missed_last":"2026-01-02T04:00:05.000Z",)"
                              R"("started":null)") != std::string::npos);
    CHECK(parsed(sample)["error"] == "overrun");
}

TEST_CASE("integers have every digit in JSON") {
    CHECK(valueOf(Type::Integer32, int64_t{-2147483648}) == R"("type":"Integer32","value":-2147483648)");
    CHECK(valueOf(Type::Counter64, uint64_t{18446744073709551615U}) ==
          R"("type":"Counter64","value":18446744073709551615)");
    CHECK(valueOf(Type::TimeTicks, uint64_t{0}) == R"("type":"TimeTicks","value":0)");
}

TEST_CASE("Float and Double are the shortest numbers that read back the same, and not finite ones are hex") {
    CHECK(valueOf(Type::Float, static_cast<double>(1.1F)) == R"("type":"Float","value":1.1)");
    CHECK(valueOf(Type::Double, 0.1) == R"("type":"Double","value":0.1)");
    CHECK(valueOf(Type::Double, 1e300) == R"("type":"Double","value":1e+300)");
    CHECK(valueOf(Type::Double, -0.0) == R"("type":"Double","value":-0.0)");
    CHECK(valueOf(Type::Float, std::numeric_limits<double>::infinity()) ==
          R"("type":"Float","value":null,"hex":"7f800000")");
    CHECK(valueOf(Type::Double, -std::numeric_limits<double>::infinity()) ==
          R"("type":"Double","value":null,"hex":"fff0000000000000")");
}

TEST_CASE("OIDs and IpAddresses are dotted strings in JSON") {
    CHECK(valueOf(Type::ObjectIdentifier, model::Oid{1, 3, 6, 1, 4}) ==
          R"("type":"ObjectIdentifier","value":"1.3.6.1.4")");
    CHECK(valueOf(Type::IpAddress, std::string("\xc0\x00\x02\xff", 4)) ==
          R"("type":"IpAddress","value":"192.0.2.255")");
}

TEST_CASE("an OctetString is text when it is plain text, else hex without a value") {
    CHECK(valueOf(Type::OctetString, std::string("a\tb\r\n\"\\ \xc3\xa9")) ==
          "\"type\":\"OctetString\",\"value\":\"a\\tb\\r\\n\\\"\\\\ \xc3\xa9\"");
    CHECK(valueOf(Type::OctetString, std::string()) == R"("type":"OctetString","value":"")");
    CHECK(valueOf(Type::OctetString, std::string("a\0", 2)) == R"("type":"OctetString","hex":"6100")");
    CHECK(valueOf(Type::OctetString, std::string("\x1b[2J")) == R"("type":"OctetString","hex":"1b5b324a")");
    CHECK(valueOf(Type::OctetString, std::string("\xff\xfe")) == R"("type":"OctetString","hex":"fffe")");
    CHECK(valueOf(Type::Opaque, std::string("text")) == R"("type":"Opaque","hex":"74657874")");
}

TEST_CASE("exceptions and Null have a null value") {
    CHECK(valueOf(Type::noSuchInstance, {}) == R"("type":"noSuchInstance","value":null)");
    CHECK(valueOf(Type::Null, {}) == R"("type":"Null","value":null)");
}

TEST_CASE("a failure has no type and no value but an error, and the octets that came") {
    using model::Failure;
    CHECK(valueOf(Type::Missing, Failure{"no answer"}) == R"("type":null,"value":null,"error":"no answer")");
    CHECK(valueOf(Type::Malformed, Failure{"INTEGER of 0 octets"}) ==
          R"("type":null,"value":null,"hex":"","error":"INTEGER of 0 octets")");
    CHECK(valueOf(Type::Malformed, Failure{"a \"b\"\x07", std::string("\0\xff\xff\xfc\x19", 5)}) ==
          R"("type":null,"value":null,"hex":"00fffffc19","error":"a \"b\"\\x07")");
    Recorded sample;
    sample.add(Type::Missing, Failure{"genErr"});
    sample.add(Type::OctetString, std::string("Linux"));
    const auto varbinds = parsed(sample)["varbinds"];
    CHECK(varbinds[0]["name"] == "sysDescr.0");
    CHECK(varbinds[0]["type"].is_null());
    CHECK(varbinds[1]["type"] == "OctetString");
}

TEST_CASE("an OID without a known name has no name key") {
    Recorded sample;
    sample.add(Type::Null, {}, kUnknown);
    CHECK_FALSE(parsed(sample)["varbinds"][0].contains("name"));
}

TEST_CASE("a line stays one line and valid JSON whatever the host, labels and error hold") {
    Recorded sample;
    sample.target.host = "a\"b\\c\n\x1b[31m\xff";
    sample.target.labels = {{"k\"1", "v\r\n\x07"}, {"k2", ""}};
    sample.record.error = "odd: \x80\x81\n";
    const std::string line = lineOf(sample);
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(line.find('\x1b') == std::string::npos);
    const auto json = parsed(sample);
    CHECK(json["host"] == "a\"b\\\\c\\n\\x1b[31m\\xff");
    CHECK(json["labels"].size() == 2);
}

TEST_CASE("milliseconds have at most three decimals and no zeros at the end") {
    Recorded sample;
    const auto duration = [&](Duration d) {
        sample.record.duration = d;
        return parsed(sample)["duration_ms"].dump();
    };
    using namespace std::chrono_literals;
    CHECK(duration(5ms) == "5");
    CHECK(duration(1500us) == "1.5");
    CHECK(duration(1234567ns) == "1.235");
    CHECK(duration(4us) == "0.004");
    CHECK(duration(-1ms) == "0");
}

TEST_CASE("times are UTC, also before 1970 and on a leap day") {
    Recorded sample;
    sample.record.scheduled = WallTime(std::chrono::seconds(1709251199) + std::chrono::milliseconds(7));
    CHECK(parsed(sample)["scheduled"] == "2024-02-29T23:59:59.007Z");
    sample.record.scheduled = WallTime(std::chrono::milliseconds(-1));
    CHECK(parsed(sample)["scheduled"] == "1969-12-31T23:59:59.999Z");
    sample.record.scheduled = kThen + std::chrono::microseconds(123999);
    CHECK(parsed(sample)["scheduled"] == formatUtc(sample.record.scheduled));
}

TEST_CASE("a record of several parts says which it is, and only the last one has a verdict") {
    Recorded sample;
    sample.add(Type::Integer32, int64_t{5}, kUnknown);
    sample.record.part = 2;
    sample.record.last = false;
    const std::string line = lineOf(sample);
    CHECK(line.starts_with(R"({"run":"01J","seq":7,"part":2,"last":false,"host":"sw1",)"));
    CHECK(line.find(R"("requests":1,"retries":0,"worker":2,"status":null,"error":null,"varbinds":[{)") !=
          std::string::npos);
    sample.record.part = 3;
    sample.record.last = true;
    sample.record.status = model::Status::partial;
    sample.record.error = "no answer in 3 tries";
    const auto json = parsed(sample);
    CHECK(json["part"] == 3);
    CHECK(json["last"] == true);
    CHECK(json["status"] == "partial");
    CHECK(json["error"] == "no answer in 3 tries");
}

TEST_CASE("a first part that is not the last one is a part, too") {
    Recorded sample;
    sample.record.last = false;
    CHECK(parsed(sample)["part"] == 1);
    CHECK_FALSE(parsed(Recorded{})["seq"].is_null());
    CHECK_FALSE(parsed(Recorded{}).contains("part"));
}

TEST_CASE("a counter has its rate behind its value, or null and the reason") {
    using model::RateState;
    const auto rateOf = [](model::Rate rate) {
        Recorded sample;
        sample.add(Type::Counter32, uint64_t{7}, kUnknown);
        sample.record.rates = {rate};
        const std::string line = lineOf(sample);
        const size_t begin = line.find("\"value\":");
        return line.substr(begin, line.find("}]}", begin) - begin);
    };
    CHECK(rateOf({RateState::none, 0}) == R"("value":7)");
    CHECK(rateOf({RateState::rated, 123.4}) == R"("value":7,"rate":123.4)");
    CHECK(rateOf({RateState::first, 0}) == R"("value":7,"rate":null,"rate_reason":"first")");
    CHECK(rateOf({RateState::reset, 0}) == R"("value":7,"rate":null,"rate_reason":"reset")");
    CHECK(rateOf({RateState::discontinuity, 0}) == R"("value":7,"rate":null,"rate_reason":"discontinuity")");
    CHECK(rateOf({RateState::no_clock, 0}) == R"("value":7,"rate":null,"rate_reason":"no_clock")");
}

TEST_CASE("rates have the digits that mean something") {
    const auto rateOf = [](double per_second) {
        Recorded sample;
        sample.add(Type::Counter64, uint64_t{7}, kUnknown);
        sample.record.rates = {{model::RateState::rated, per_second}};
        const std::string line = lineOf(sample);
        const size_t begin = line.find("\"rate\":") + 7;
        return line.substr(begin, line.find('}', begin) - begin);
    };
    CHECK(rateOf(0) == "0");
    CHECK(rateOf(100) == "100");
    CHECK(rateOf(1000000) == "1000000");
    CHECK(rateOf(0.1 + 0.2) == "0.3");
    CHECK(rateOf(100.0 / 3) == "33.333");
    CHECK(rateOf(1.0 / 600) == "0.00166667");
    CHECK(rateOf(12345678901.25) == "12345678901.25");
    CHECK(rateOf(1.8e21) == "1800000000000000000000");
}

TEST_CASE("a string of 60 KB and hostile bytes in it come whole") {
    Recorded sample;
    std::string hostile;
    for (int i = 0; i < 60'000; ++i)
        hostile += static_cast<char>(i % 251);
    sample.add(Type::OctetString, std::string(60'000, 'x'), kUnknown);
    sample.add(Type::OctetString, hostile, kUnknown);
    sample.add(Type::OctetString, std::string("two \"lines\",\n\ttab \\"), kUnknown);
    const auto varbinds = parsed(sample)["varbinds"];
    CHECK(varbinds[0]["value"] == std::string(60'000, 'x'));
    CHECK(varbinds[1]["hex"].get<std::string>().size() == 120'000);
    CHECK(varbinds[2]["value"] == "two \"lines\",\n\ttab \\");
}

TEST_CASE("what was written of one varbind is not written of another one") {
    const std::vector<model::Oid> oids{model::Oid{1, 3, 6, 1, 2, 1, 1, 1, 0}, model::Oid{1, 3, 6, 1, 2, 1, 1, 5, 0},
                                       kUnknown, model::Oid{}};
    for (size_t round = 0; round < 300; ++round) {
        Recorded sample;
        std::vector<std::string> names;
        for (size_t i = 0; i <= round % 7; ++i) {
            model::Oid oid = oids[(round * 5 + i * i) % oids.size()];
            if (round % 3 == 0) oid.push_back(static_cast<uint32_t>(round));
            names.push_back(oid.toString());
            if (i % 2 == 0)
                sample.add(Type::Counter32, uint64_t{i}, oid);
            else
                sample.add(Type::OctetString, std::string("x"), oid);
        }
        const auto varbinds = parsed(sample)["varbinds"];
        REQUIRE(varbinds.size() == names.size());
        for (size_t i = 0; i < names.size(); ++i) {
            CHECK(varbinds[i]["oid"] == names[i]);
            CHECK(varbinds[i]["type"] == (i % 2 == 0 ? "Counter32" : "OctetString"));
        }
    }
}
