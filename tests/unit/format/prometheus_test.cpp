// The text format 0.0.4 as Prometheus' documentation has it.
#include "format/prometheus.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace snmpolld;
using namespace snmpolld::format;
using model::MetricDefinition;
using model::MetricType;
using model::Sample;
using Labels = std::vector<std::pair<std::string, std::string>>;

namespace {

MetricDefinition definition(const std::string& name, MetricType type, const std::string& help) {
    MetricDefinition out;
    out.name = name;
    out.type = type;
    out.help = help;
    return out;
}

Sample sample(const MetricDefinition& of, const Labels& labels, double value, const std::string& name = "") {
    return {&of, name.empty() ? of.name : name,
            of.type == MetricType::counter ? model::SampleType::counter : model::SampleType::gauge, labels, value};
}

std::string text(const std::vector<Sample>& samples, const Labels& extra = {}) {
    const SampleGroup group{samples, extra};
    std::string out;
    formatPrometheus({&group, 1}, out);
    return out;
}

const auto kPlain = definition("m", MetricType::gauge, "Help");
const std::string kHead = "# HELP m Help\n# TYPE m gauge\n";

}  // namespace

TEST_CASE("families in the order of their names, each with one head; samples as they came") {
    const auto octets = definition("ifInOctets", MetricType::counter, "Octets - 1.3.6.1");
    const auto admin = definition("ifAdminStatus", MetricType::gauge, "State");
    CHECK(text({sample(octets, {{"ifIndex", "2"}}, 5), sample(admin, {{"ifIndex", "2"}}, 1),
                sample(octets, {{"ifIndex", "1"}}, 6)}) ==
          "# HELP ifAdminStatus State\n"
          "# TYPE ifAdminStatus gauge\n"
          "ifAdminStatus{ifIndex=\"2\"} 1\n"
          "# HELP ifInOctets Octets - 1.3.6.1\n"
          "# TYPE ifInOctets counter\n"
          "ifInOctets{ifIndex=\"2\"} 5\n"
          "ifInOctets{ifIndex=\"1\"} 6\n");
}

TEST_CASE("the families of several targets are together") {
    const std::vector<Sample> first{sample(kPlain, {}, 1)};
    const std::vector<Sample> second{sample(kPlain, {{"a", "x"}}, 2)};
    const Labels host1{{"host", "sw1"}};
    const Labels host2{{"host", "sw2"}};
    const std::vector<SampleGroup> groups{{first, host1}, {second, host2}};
    std::string out;
    formatPrometheus(groups, out);
    CHECK(out == kHead + "m{host=\"sw1\"} 1\nm{a=\"x\",host=\"sw2\"} 2\n");
}

TEST_CASE("labels are in the order of their names") {
    CHECK(text({sample(kPlain, {{"ifName", "n"}, {"b", ""}, {"ifIndex", "1"}, {"a", "2"}}, 1)}) ==
          kHead + "m{a=\"2\",b=\"\",ifIndex=\"1\",ifName=\"n\"} 1\n");
}

TEST_CASE("escapes: backslash and newline, in labels quotes as well") {
    const auto odd = definition("m", MetricType::gauge, "a\\b\n\"c\"");
    CHECK(text({sample(odd, {{"l", "a\\b\n\"c\"\t"}}, 1)}) ==
          "# HELP m a\\\\b\\n\"c\"\n# TYPE m gauge\nm{l=\"a\\\\b\\n\\\"c\\\"\t\"} 1\n");
}

TEST_CASE("invalid UTF-8 is U+FFFD") {
    CHECK(text({sample(kPlain, {{"l", "caf\xc3\xa9 \xff\xfe!"}}, 1)}) ==
          kHead + "m{l=\"caf\xc3\xa9 \xef\xbf\xbd!\"} 1\n");
}

TEST_CASE("values as Go writes them") {
    const std::vector<std::pair<double, std::string>> values{
        {0, "0"},           {-0.0, "0"},         {1e6, "1e+06"}, {1234.5, "1234.5"},
        {INFINITY, "+Inf"}, {-INFINITY, "-Inf"}, {NAN, "NaN"}};
    for (const auto& [value, shown] : values)
        CHECK(text({sample(kPlain, {}, value)}) == kHead + "m " + shown + "\n");
}

TEST_CASE("HELP says what became of enumerations, bits and texts") {
    const auto info = definition("s", MetricType::EnumAsInfo, "State");
    const auto states = definition("t", MetricType::EnumAsStateSet, "State");
    const auto bits = definition("u", MetricType::Bits, "State");
    auto found = definition("v", MetricType::DisplayString, "State");
    found.regex_extracts = {{"X", {}}};
    const auto shown =
        text({sample(info, {}, 1, "s_info"), sample(states, {}, 1), sample(bits, {}, 1), sample(found, {}, 1, "vX")});
    CHECK(shown.find("# HELP s_info State (EnumAsInfo)\n# TYPE s_info gauge\ns_info 1\n") != std::string::npos);
    CHECK(shown.find("# HELP t State (EnumAsStateSet)\n") != std::string::npos);
    CHECK(shown.find("# HELP u State (Bits)\n") != std::string::npos);
    CHECK(shown.find("# HELP vX State (regex extracted)\n") != std::string::npos);
}

TEST_CASE("labels of the target: their names are made valid, and samples' own step aside") {
    CHECK(text({sample(kPlain, {{"host", "mine"}, {"a", "1"}}, 1)},
               {{"host", "sw1"}, {"data-centre", "x"}, {"9", "y"}}) ==
          kHead + "m{_9=\"y\",a=\"1\",data_centre=\"x\",exported_host=\"mine\",host=\"sw1\"} 1\n");
    CHECK(text({sample(kPlain, {}, 1)}, {{"a-b", "first"}, {"a.b", "second"}}) == kHead + "m{a_b=\"first\"} 1\n");
    CHECK(text({sample(kPlain, {{"exported_host", "own"}, {"host", "h"}}, 1)}, {{"host", "sw1"}}) ==
          kHead + "m{exported_host=\"own\",host=\"sw1\"} 1\n");
}

TEST_CASE("a sample without a definition has no HELP; no samples, no text") {
    const Sample up{.name = "up", .type = model::SampleType::gauge, .labels = {}, .value = 1};
    CHECK(text({up}) == "# TYPE up gauge\nup 1\n");
    CHECK(text({}) == "");
}
