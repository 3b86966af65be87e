#include "samples/sampler.hpp"

#include <doctest/doctest.h>

#include "../targets.hpp"

using namespace snmpolld;
using model::HostRecord;
using model::Oid;
using model::Status;
using samples::Evaluators;
using samples::Sampler;

namespace {

const Oid kNames{1, 3, 9, 1};
const Oid kValues{1, 3, 9, 2};

model::Varbind nameOf(const std::string& name) {
    return {{1, 3, 9, 1, 1}, model::Type::OctetString, name};
}

const model::Varbind kValue{{1, 3, 9, 2, 1}, model::Type::Gauge32, uint64_t{5}};

model::Target targetWithLookups() {
    const model::MetricDefinition value{.name = "value",
                                        .oid = kValues,
                                        .indexes = {{"index"}},
                                        .lookups = {{{"index"}, "name", kNames, model::MetricType::DisplayString}}};
    auto set = std::make_shared<model::ModuleSet>();
    set->walk = {kValues, kNames};
    set->lookups = {kNames};
    set->requests.cache_lookups = std::chrono::hours(1);
    set->metrics = {std::make_shared<const model::MetricModule>(model::MetricModule{"m", {value}})};
    model::Target target = test::target("sw1");
    target.module_set = set;
    return target;
}

// One poll after the other of one host, and what label its only sample has.
struct Polls {
    Evaluators evaluators{};
    Sampler sampler{evaluators};
    model::Target target = targetWithLookups();
    model::Address address = *model::Address::parse("192.0.2.1", 161);

    HostRecord record(std::vector<model::Varbind> varbinds, Status status = Status::ok) const {
        HostRecord record;
        record.status = status;
        record.target = &target;
        record.address = address;
        record.varbinds = std::move(varbinds);
        record.begun = monoNow();
        record.lookup_marks = {.sys_up_time = 100'000, .if_table_last_change = 7, .taken = monoNow()};
        return record;
    }
    std::string labelIn(HostRecord record) {
        sampler.take(record);
        if (record.samples.empty()) return "no sample";
        REQUIRE(record.samples.size() == 1);
        CHECK(record.samples[0].labels[1].first == "name");
        return record.samples[0].labels[1].second;
    }
    std::string walked(const std::string& name, Status status = Status::ok) {
        return labelIn(record({kValue, nameOf(name)}, status));
    }
    std::string leftOut(Status status = Status::ok) {
        HostRecord without = record({kValue}, status);
        without.lookups_left_out = true;
        return labelIn(std::move(without));
    }
    bool offers() { return sampler.lookups().marks(target, address, monoNow()).has_value(); }
};

}  // namespace

TEST_CASE("lookups of one poll give the labels of the next ones, as long as these leave them out") {
    Polls polls;
    CHECK(polls.walked("eth0") == "eth0");
    CHECK(polls.offers());
    CHECK(polls.leftOut() == "eth0");
    CHECK(polls.leftOut(Status::partial) == "eth0");
    CHECK(polls.walked("eth1") == "eth1");
    CHECK(polls.leftOut() == "eth1");
}

TEST_CASE("a poll that was not answered whole feeds nothing, and what its marks speak against goes") {
    Polls polls;
    CHECK(polls.walked("eth0", Status::partial) == "eth0");
    CHECK_FALSE(polls.offers());
    polls.walked("eth0");
    polls.walked("eth1", Status::partial);
    CHECK_FALSE(polls.offers());
}

TEST_CASE("a poll that came to no marks changes nothing") {
    Polls polls;
    polls.walked("eth0");
    HostRecord silent = polls.record({}, Status::timeout);
    silent.lookup_marks.reset();
    CHECK(polls.labelIn(std::move(silent)) == "no sample");
    CHECK(polls.leftOut() == "eth0");
}

TEST_CASE("without the lookups that a poll left out it has no samples, rather than wrong ones") {
    Polls polls;
    CHECK(polls.leftOut() == "no sample");
    polls.walked("eth0");
    polls.sampler.lookups().forget("sw1");
    CHECK(polls.leftOut() == "no sample");
    polls.walked("eth0");
    polls.sampler.forget();
    CHECK(polls.leftOut() == "no sample");
}

TEST_CASE("a poll has no samples when another one beside it has walked what it left out") {
    Polls polls;
    polls.walked("eth0");
    HostRecord without = polls.record({kValue});
    without.lookups_left_out = true;
    polls.walked("eth1");
    CHECK(polls.labelIn(std::move(without)) == "no sample");
    CHECK(polls.leftOut() == "eth1");
}

TEST_CASE("lookups that came in another part than the values are kept") {
    Polls polls;
    HostRecord first = polls.record({nameOf("eth0")});
    first.last = false;
    polls.sampler.take(first);
    HostRecord last = polls.record({kValue});
    last.part = 2;
    CHECK(polls.labelIn(std::move(last)) == "eth0");
    CHECK(polls.leftOut() == "eth0");
}

TEST_CASE("a worker that speaks of lookups where there are none is not heard") {
    Polls polls;
    auto set = std::make_shared<model::ModuleSet>(*polls.target.module_set);
    set->lookups.clear();
    polls.target.module_set = set;
    CHECK(polls.walked("eth0") == "eth0");
    CHECK(polls.sampler.lookups().bytes() == 0);
}
