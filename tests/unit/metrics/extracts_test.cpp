// Numbers found in texts.
#include "evaluating.hpp"

using namespace snmpolld;
using namespace snmpolld::metrics::testing;

namespace {

using Tries = std::vector<std::pair<std::string, std::string>>;

MetricDefinition extracting(std::vector<model::RegexExtract> extracts) {
    MetricDefinition definition = metric("m", "1.3.6.1.4.1.9.1", MetricType::DisplayString);
    definition.regex_extracts = std::move(extracts);
    return definition;
}
void checkExtract(const Tries& tries, const std::string& text, const Lines& expected) {
    check({extracting({{"X", tries}})}, {octets("1.3.6.1.4.1.9.1.0", text)}, expected);
}

}  // namespace

TEST_CASE("the first expression that matches and gives a number counts") {
    checkExtract({{"XXXX", "4"}, {"123.*", "$0"}, {"(.*) C", "$1"}, {".*", "777"}}, "42.5 C", {"mX 42.5"});
    checkExtract({{"(.*)", "$1"}, {".*", "5"}}, "abc", {"mX 5"});
    checkExtract({{".*", ""}}, "abc", {});
    checkExtract({{"no", "1"}}, "abc", {});
}

TEST_CASE("expressions are anchored at both ends") {
    checkExtract({{"b", "1"}}, "abc", {});
    checkExtract({{"a|abc", "1"}}, "abc", {"mX 1"});
    checkExtract({{"^(?:(\\d+))$", "$1"}}, "12", {"mX 12"});
    checkExtract({{"a.c", "1"}}, "a\nc", {});
}

TEST_CASE("each suffix is a metric of its own, without one it is the metric's name") {
    check({extracting({{"", {{"(.*?)/.*", "$1"}}}, {"Total", {{".*/(.*)", "$1"}}}})},
          {octets("1.3.6.1.4.1.9.1.0", "3/4")}, {"m 3", "mTotal 4"});
}

TEST_CASE("templates: numbers, names, braces; an unknown group is empty, a lonely $ itself") {
    checkExtract({{"(.*)(.)", "$1.$2"}}, "2305", {"mX 230.5"});
    checkExtract({{"(\\d*?)(\\d{2})", "0$1.$2"}}, "5", {});
    checkExtract({{"(\\d*?)(\\d{2})", "0$1.$2"}}, "12", {"mX 0.12"});
    checkExtract({{"(?P<whole>\\d+),(\\d+)", "${whole}.${2}"}}, "3,5", {"mX 3.5"});
    checkExtract({{"(\\d+)", "$1x"}, {"(\\d+)", "${1}0"}}, "7", {"mX 70"});
    checkExtract({{"(\\d+)", "$$1"}, {"(\\d+)", "$"}, {"(\\d+)", "${1"}, {"(\\d+)", "$9"}, {"(\\d+)", "$1$9"}}, "7",
                 {"mX 7"});
}

TEST_CASE("scale and offset are for what was found, too") {
    MetricDefinition definition = extracting({{"", {{"(.*)", "$1"}}}});
    definition.scale = 0.5;
    definition.offset = 1;
    check({definition}, {octets("1.3.6.1.4.1.9.1.0", "70")}, {"m 36"});
}

TEST_CASE("numbers and OIDs are texts for expressions; invalid UTF-8 is U+FFFD to them") {
    check({extracting({{"", {{"(.*)", "$1"}}}})}, {integer("1.3.6.1.4.1.9.1.0", -5)}, {"m -5"});
    checkExtract({{"a\xef\xbf\xbd(\\d)", "$1"}},
                 "a\xff\xfe"
                 "3",
                 {"mX 3"});
}

TEST_CASE("expressions of numeric metrics have no say") {
    MetricDefinition definition = extracting({{"X", {{".*", "5"}}}});
    definition.type = MetricType::gauge;
    check({definition}, {integer("1.3.6.1.4.1.9.1.0", 2)}, {"m 2"});
}

TEST_CASE("a wrong expression never matches") {
    for (const char* wrong : {"(a", "a{1001}", "((a{100}){100}){100}"})
        checkExtract({{wrong, "$1"}, {"a", "1"}}, "a", {"mX 1"});
}

TEST_CASE("no text takes an expression long") {
    const std::string text(60'000, 'a');
    checkExtract({{"(a*)*(a*)*(a|aa)+b", "1"}, {"(x+x+)+y|(.*)*", "2"}}, text, {"mX 2"});
}
