#include "samples/output_records.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace snmpolld;
using namespace std::chrono_literals;

namespace {

struct Polled {
    Polled() {
        auto set = std::make_shared<model::ModuleSet>();
        set->modules = {"if_mib"};
        target.host = "sw1";
        target.labels = {{"site", "ams"}};
        target.module_set = set;
        record.target = &target;
        record.seq = 9;
        record.address = model::Address::parse("192.0.2.1", 161);
        record.started = WallTime(1'800'000'000s);
    }

    void add(const model::MetricDefinition& metric, std::vector<std::pair<std::string, std::string>> labels,
             double value) {
        record.samples.push_back({.definition = &metric,
                                  .name = metric.name,
                                  .type = model::SampleType::counter,
                                  .labels = labels,
                                  .value = value});
    }

    model::Target target;
    model::HostRecord record;
    model::MetricDefinition in{.name = "in", .help = "Octets."};
    model::MetricDefinition out{.name = "out"};
};

}  // namespace

TEST_CASE("samples of a row share their labels, columns their family") {
    Polled polled;
    for (const auto* metric : {&polled.in, &polled.out})
        for (int row = 1; row <= 50; ++row)
            polled.add(*metric, {{"ifIndex", std::to_string(row)}, {"ifDescr", "eth"}}, row);
    const model::OutputRecord out =
        samples::outputRecordOf(polled.record, {.number = 1, .one_of_several = true}, "run");
    CHECK(out.host == "sw1");
    CHECK(out.address == "192.0.2.1:161");
    CHECK(out.labels == model::Labels{{"site", "ams"}});
    CHECK(out.modules == std::vector<std::string>{"if_mib"});
    CHECK(out.question == 1);
    CHECK(out.one_of_several);
    CHECK(out.run == "run");
    CHECK(out.seq == 9);
    REQUIRE(out.families.size() == 2);
    CHECK(out.families[0].help == "Octets.");
    REQUIRE(out.label_sets.size() == 50);
    CHECK(out.label_sets[7] == model::Labels{{"ifDescr", "eth"}, {"ifIndex", "8"}});
    REQUIRE(out.samples.size() == 100);
    CHECK(out.samples[57] == model::OutputSample{.family = 1, .labels = 7, .value = 8});
}

TEST_CASE("rows in any order, without labels or with octets that look alike, are told apart") {
    Polled polled;
    polled.add(polled.in, {{"a", "b"}}, 1);
    polled.add(polled.out, {}, 2);
    polled.add(polled.in, {{"a", std::string("b\0", 2)}}, 3);
    polled.add(polled.out, {{"a", "b"}}, 4);
    polled.add(polled.in, {{"ab", ""}}, 5);
    const model::OutputRecord out = samples::outputRecordOf(polled.record, {}, "");
    CHECK(out.label_sets.size() == 4);
    CHECK(out.families.size() == 2);
    CHECK(out.samples[3] == model::OutputSample{.family = 1, .labels = 0, .value = 4});
}
