// The small parts of an exchange: splitting, collecting, deadlines, sentences.
#include <doctest/doctest.h>

#include <random>

#include "driver.hpp"
#include "snmp/deadline_heap.hpp"
#include "snmp/error_text.hpp"
#include "snmp/random_ids.hpp"
#include "snmp/request_plan.hpp"
#include "snmp/result_set.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using snmp::RequestPlan;

namespace {

std::vector<model::Oid> column(uint32_t n) {
    std::vector<model::Oid> out;
    for (uint32_t i = 0; i < n; ++i)
        out.push_back({1, 3, 6, 1, 4, 1, 99999, i});
    return out;
}

struct Item {
    MonoTime when;
    size_t heap_index = 0;
    MonoTime deadline() const { return when; }
};

}  // namespace

TEST_CASE("a request has no more than 60 varbinds and no more octets than allowed") {
    const auto asked = column(200);
    RequestPlan wide(asked, {.overhead = 50}, model::Learned{});
    REQUIRE(wide.begin());
    CHECK(wide.oids().size() == 60);
    RequestPlan narrow(asked, {.overhead = 50}, model::Learned{.max_request_bytes = 150});
    REQUIRE(narrow.begin());
    CHECK(narrow.oids().size() >= 5);
    CHECK(narrow.oids().size() <= 7);
    RequestPlan few(asked, {.overhead = 50, .max_oids = 4}, model::Learned{});
    REQUIRE(few.begin());
    CHECK(few.oids().size() == 4);
    RequestPlan tiny(asked, {.overhead = 50}, model::Learned{.max_request_bytes = 10});
    REQUIRE(tiny.begin());
    CHECK(tiny.oids().size() == 1);
}

TEST_CASE("every OID is asked once, in order, whatever is left out on the way") {
    const auto asked = column(130);
    RequestPlan plan(asked, {.overhead = 50}, model::Learned{});
    std::vector<uint32_t> seen;
    bool left_out = false;
    while (plan.begin()) {
        if (!left_out && plan.positions()[0] == 60) {
            plan.leaveOut(63);
            left_out = true;
            continue;
        }
        seen.insert(seen.end(), plan.positions().begin(), plan.positions().end());
        plan.answered();
    }
    CHECK(seen.size() == 129);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(std::find(seen.begin(), seen.end(), 63) == seen.end());
}

TEST_CASE("halving ends at one varbind") {
    const auto asked = column(60);
    RequestPlan plan(asked, {.overhead = 50}, model::Learned{});
    int halvings = 0;
    while (plan.begin() && plan.halve())
        ++halvings;
    CHECK(plan.oids().size() == 1);
    CHECK(halvings <= 7);
}

TEST_CASE("results keep the order asked and drop what never came") {
    const auto asked = column(4);
    snmp::ResultSet results(asked);
    results.slot(0).type = model::Type::Null;  // begun, never confirmed
    for (const uint32_t position : {3U, 1U}) {
        results.slot(position).type = model::Type::Null;
        results.confirm(position);
    }
    std::vector<model::Varbind> values;
    std::vector<model::ClockMark> clocks;
    results.take(values, clocks);
    REQUIRE(values.size() == 2);
    CHECK(values[0].oid == asked[1]);
    CHECK(values[1].oid == asked[3]);
}

TEST_CASE("many errors are shown as the first three and a number") {
    const auto asked = column(9);
    snmp::ResultSet results(asked);
    for (uint32_t position = 0; position < asked.size(); ++position)
        results.fail(position, model::Type::Missing, {.why = "genErr"}, model::Status::agent_error);
    CHECK(results.errorText().ends_with("genErr for 1.3.6.1.4.1.99999.2, and 6 more errors"));
    CHECK(snmp::errorStatusName(42) == "error-status 42");
}

TEST_CASE("the deadline heap gives the earliest, through any moves and removals") {
    std::mt19937 random(7);
    std::vector<Item> items(300);
    snmp::DeadlineHeap<Item> heap;
    const auto at = [&] { return MonoTime{} + std::chrono::seconds(random() % 1000); };
    for (auto& item : items) {
        item.when = at();
        heap.add(&item);
    }
    for (auto& item : items) {
        item.when = at();
        heap.moved(&item);
    }
    for (size_t i = 0; i < 100; ++i)
        heap.remove(&items[i]);
    MonoTime last{};
    size_t taken = 0;
    for (; !heap.empty(); ++taken) {
        CHECK(heap.top()->when >= last);
        last = heap.top()->when;
        heap.remove(heap.top());
    }
    CHECK(taken == 200);
}

TEST_CASE("ids are positive and do not repeat soon") {
    snmp::RandomIds ids;
    std::vector<int32_t> seen;
    for (int i = 0; i < 1000; ++i)
        seen.push_back(ids.next());
    CHECK(*std::min_element(seen.begin(), seen.end()) > 0);
    std::sort(seen.begin(), seen.end());
    CHECK(std::unique(seen.begin(), seen.end()) - seen.begin() > 990);
}
