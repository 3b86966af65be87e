#include "format/for_terminal.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "format/format.hpp"
#include "format/json_text.hpp"
#include "names/name_catalog.hpp"
#include "records.hpp"

using namespace snmpolld;
using namespace snmpolld::format;
using format::testing::Recorded;

namespace {

const names::NameCatalog kNames;
// ESC ] of a title, the same as one C1 character, bidirectional override, line separator, octets that are no UTF-8.
const std::string kHostile = "a\x1b]0;t\x07\xc2\x9d\xe2\x80\xae\xe2\x80\xa8\xff\"\\z";

// A record with the same hostile text as a label, as a varbind and in the error.
struct Hostile : Recorded {
    Hostile() {
        auto modules = std::make_shared<model::ModuleSet>();
        auto module = std::make_shared<model::MetricModule>();
        module->name = "m";
        modules->metrics.push_back(module);
        target.module_set = modules;
        definition.name = "up";
        model::Sample sample;
        sample.definition = &definition;
        sample.name = "up";
        sample.labels = {{"descr", kHostile}};
        sample.value = 1;
        record.samples.push_back(sample);
        record.error = kHostile;
        add(model::Type::OctetString, std::string("a\r\xe2\x80\xae\xe2\x80\xa8z"));
    }
    model::MetricDefinition definition;
};

std::string shown(Format format, bool terminal) {
    const Hostile sample;
    std::string out;
    formatRecord(format, {.names = kNames, .run = "01J", .terminal = terminal}, sample.record, out);
    return out;
}

bool hasControls(std::string_view text) {
    for (const std::string_view octets : {"\x1b", "\x07", "\r", "\xc2\x9d", "\xe2\x80\xae", "\xe2\x80\xa8"})
        if (text.find(octets) != std::string_view::npos) return true;
    return false;
}

}  // namespace

TEST_CASE("lines for a terminal keep their ends and backslashes, and nothing that a terminal would obey") {
    CHECK(forTerminal("") == "");
    CHECK(forTerminal("a\\\\b\nc\n") == "a\\\\b\nc\n");
    CHECK(forTerminal("a\x1b[31m\tb\r\n\xff\n") == "a\\x1b[31m\\tb\\r\n\\xff\n");
    CHECK(forTerminal("\xc2\x9b\xe2\x80\xaeG\xc3\xbc\n") == "\\xc2\\x9b\\xe2\\x80\\xaeG\xc3\xbc\n");
}

TEST_CASE("on a terminal, no format shows what a device says as anything but text") {
    for (const Format format : {Format::text, Format::csv, Format::prometheus, Format::influx, Format::jsonl}) {
        INFO(formatName(format));
        std::string out = shown(format, true);
        for (size_t end = out.find("\x1b[K\n"); end != std::string::npos; end = out.find("\x1b[K\n"))
            out.erase(end, 3);  // of ours
        CHECK_FALSE(hasControls(out));
        CHECK(out.ends_with('\n'));
    }
    CHECK(shown(Format::prometheus, true).find(R"(descr="a\x1b]0;t\x07)") != std::string::npos);
}

TEST_CASE("a file gets the text of devices as the format has it") {
    CHECK(shown(Format::prometheus, false).find("\x1b]0;t\x07") != std::string::npos);
    CHECK(shown(Format::influx, false).find("\xe2\x80\xae") != std::string::npos);
}

TEST_CASE("JSON escapes line separators and bidirectional controls, and means the same") {
    const std::string line = shown(Format::jsonl, false);
    CHECK_FALSE(hasControls(line));
    CHECK(line.find(R"(\u202e\u2028z)") != std::string::npos);
    CHECK(nlohmann::json::parse(line)["varbinds"][0]["value"] == "a\r\xe2\x80\xae\xe2\x80\xa8z");
}

TEST_CASE("other characters beside the separators stay") {
    CHECK(withoutSeparators("\"\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa\xe2\x82\xac\xe2\x80\"") ==
          "\"\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xe2\x81\xaa\xe2\x82\xac\xe2\x80\"");
    CHECK(withoutSeparators("\"\xe2\x80\xa8\xe2\x80\xa9\xe2\x81\xa6\xe2\x81\xa9\"") == R"("\u2028\u2029\u2066\u2069")");
}
