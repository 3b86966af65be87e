#include "supervisor/scrape.hpp"

#include <doctest/doctest.h>

#include "samples/sample_packer.hpp"
#include "service_world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::Status;
using Outcome = ScrapeResult::Outcome;

namespace {

constexpr const char* kHost = "192.0.2.1";

struct Scraping : ServiceWorld {
    void scrape(const std::vector<std::string>& modules, Duration deadline = {}) {
        ScrapeOrder order{
            .target = every10s(kHost), .modules = {}, .refuses_partial = refuses_partial, .wanted = [this] {
                return is_wanted;
            }};
        order.target.deadline = deadline;
        for (const std::string& name : modules)
            order.modules.push_back({.name = name, .set = asking(kHost, name).module_set, .timeout = 1s, .retries = 1});
        supervisor::scrape(clocks, service, order, [this](ScrapeResult r) { results.push_back(std::move(r)); });
        timing.endTurns();
    }

    // The text of the first result.
    std::string page() const {
        std::string text;
        samples::appendText(results[0].samples, format::TextStyle::prometheus, text);
        return text;
    }

    bool refuses_partial = false;
    bool is_wanted = true;
    std::vector<ScrapeResult> results;
};

}  // namespace

TEST_CASE("a scrape polls one module after the other, and says what each took") {
    Scraping w;
    w.scrape({"a", "b"});
    REQUIRE(w.workers.tasks.size() == 1);
    CHECK(w.workers.tasks[0].task.module_set->modules == Lines{"a"});
    w.answer(kHost);
    CHECK(w.results.empty());
    REQUIRE(w.workers.tasks.size() == 1);
    CHECK(w.workers.tasks[0].task.module_set->modules == Lines{"b"});
    w.timing.advance(2s);
    w.answer(kHost);
    REQUIRE(w.results.size() == 1);
    CHECK(w.results[0].outcome == Outcome::ok);
    CHECK(w.page().find("snmp_scrape_duration_seconds{module=\"b\"} 2") != std::string::npos);
    CHECK(w.page().find("snmp_scrape_packets_sent{module=\"a\"} 1") != std::string::npos);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.1 2 ok"});
}

TEST_CASE("a scrape ends with the first module that fails") {
    Scraping w;
    w.scrape({"a", "b"});
    w.answer(kHost, result(Status::timeout, "no answer"));
    REQUIRE(w.results.size() == 1);
    CHECK(w.results[0].outcome == Outcome::failed);
    CHECK(w.results[0].text == "module a of 192.0.2.1: timeout: no answer");
    CHECK(w.workers.tasks.empty());
}

TEST_CASE("a scrape shows what came of a module of which some values are missing, and says so") {
    using enum model::Type;
    Scraping w;
    w.scrape({"a", "b"});
    model::HostRecord partial = result(Status::partial, "1 of 3 values is missing");
    partial.varbinds = {{{1, 3, 1}, Integer32, int64_t{1}},
                        {{1, 3, 2}, Missing, model::Failure{"no answer"}},
                        {{1, 3, 3}, noSuchInstance, {}}};
    w.answer(kHost, partial);
    w.answer(kHost);
    REQUIRE(w.results.size() == 1);
    CHECK(w.results[0].outcome == Outcome::ok);
    for (const char* line : {"snmp_scrape_incomplete{module=\"a\"} 1\n", "snmp_scrape_incomplete{module=\"b\"} 0\n",
                             "snmp_scrape_pdus_returned{module=\"a\"} 1\n"})
        CHECK(w.page().find(line) != std::string::npos);
}

TEST_CASE("a scrape that refuses partial polls fails with the first of them") {
    Scraping w;
    w.refuses_partial = true;
    w.scrape({"a", "b"});
    w.answer(kHost, result(Status::partial, "1 of 3 values is missing"));
    REQUIRE(w.results.size() == 1);
    CHECK(w.results[0].outcome == Outcome::failed);
    CHECK(w.results[0].text == "module a of 192.0.2.1: partial: 1 of 3 values is missing");
    CHECK(w.workers.tasks.empty());
}

TEST_CASE("the deadline of a scrape is that of all its modules together") {
    Scraping w;
    w.scrape({"a", "b", "c"}, 10s);
    CHECK(w.workers.tasks[0].task.deadline == 10s);
    w.timing.advance(4s);
    w.answer(kHost);
    CHECK(w.workers.tasks[0].task.deadline == 6s);
    w.timing.advance(6s);
    w.answer(kHost);
    REQUIRE(w.results.size() == 1);
    CHECK(w.results[0].outcome == Outcome::failed);
    CHECK(w.results[0].text == "module c of 192.0.2.1: timeout: the modules before it took all the time");
}

TEST_CASE("a scrape is refused when too many wait, or when the service stops before its turn") {
    Scraping w;
    for (size_t i = 0; i <= WaitingLists::kMostOnDemand; ++i)
        w.scrape({"a"});
    CHECK(w.results.empty());
    w.scrape({"a"});
    REQUIRE(w.results.size() == 1);
    CHECK(w.results[0].outcome == Outcome::busy);
    w.service.stop([] {});
    CHECK(w.results.size() == WaitingLists::kMostOnDemand + 1);
    CHECK(w.results[1].text == "module a of 192.0.2.1: skipped: shutdown");
    w.answer(kHost);
    CHECK(w.results.back().outcome == Outcome::ok);
}

TEST_CASE("a scrape that nobody wants any more polls no further module, and leaves the waiting list of its host") {
    Scraping w;
    w.scrape({"a", "b"});
    for (int i = 0; i < 16; ++i)
        w.scrape({"c"});
    w.scrape({"c"});
    REQUIRE(w.results.size() == 1);
    CHECK(w.results[0].outcome == Outcome::busy);
    w.is_wanted = false;
    w.answer(kHost);
    CHECK(w.workers.tasks.empty());
    CHECK(w.results.size() == 1);
    w.is_wanted = true;
    w.scrape({"d"});
    REQUIRE(w.workers.tasks.size() == 1);
    CHECK(w.workers.tasks[0].task.module_set->modules == Lines{"d"});
}
