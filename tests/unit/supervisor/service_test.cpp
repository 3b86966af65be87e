#include "supervisor/service.hpp"

#include <doctest/doctest.h>

#include "service_world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::Status;

namespace {

constexpr const char* kHost = "192.0.2.1";

OnDemandPoll onDemand(const std::string& host, std::vector<std::string>& told) {
    return {.target = ServiceWorld::asking(host, "on_demand"),
            .answered = [&told](const model::HostRecord& r) { told.push_back(std::string(statusName(r.status))); },
            .ended = [&told] { told.emplace_back("ended"); }};
}

}  // namespace

TEST_CASE("a host is polled once an interval, at the time of its phase") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.answer(kHost);
    const WallTime first = w.log.records[0].scheduled;
    for (int i = 0; i < 3; ++i)
        w.round(kHost);
    CHECK(w.log.records[3].scheduled - first == 30s);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.1 2 ok", "192.0.2.1 3 ok", "192.0.2.1 4 ok"});
    CHECK(w.service.missed() == 0);
    CHECK(w.service.hosts().lastOutcomes()[static_cast<size_t>(Status::ok)] == 1);
}

TEST_CASE("a poll that is due while its question is under way is an overrun") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.timing.advance(10s);
    CHECK(w.log.take() == Lines{"192.0.2.1 2 skipped: overrun"});
    w.answer(kHost);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok"});
    w.round(kHost);
    CHECK(w.log.take() == Lines{"192.0.2.1 3 ok"});
}

TEST_CASE("regular times that passed in a stall are counted, and polled once") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.clocks.now.mono += 1min;
    w.clocks.now.wall += 1min;
    w.timing.advance(0s);
    CHECK(w.service.missed() >= 4);
    CHECK(w.workers.tasks.size() == 1);
}

TEST_CASE("each regular time that was missed is skipped with a record of its own") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.answer(kHost);
    w.stall(110s);
    CHECK(w.service.missed() == 10);
    CHECK(w.log.lines.size() == 11);
    CHECK(w.log.lines[1] == "192.0.2.1 3 skipped: overrun");
    CHECK(w.log.records[1].scheduled - w.log.records[0].scheduled == 20s);
    CHECK(w.log.records[10].scheduled - w.log.records[0].scheduled == 110s);
    CHECK(w.poller.ledger().count(Status::skipped) == 10);
    w.log.take();
    w.answer(kHost);
    w.round(kHost);
    CHECK(w.log.take() == Lines{"192.0.2.1 2 ok", "192.0.2.1 13 ok"});
    CHECK(w.log.records.back().scheduled - w.log.records[0].scheduled == 120s);
    CHECK(w.poller.ledger().due() == 13);
    CHECK(w.ledgerIsSound());
}

TEST_CASE("more than ten missed times in a row share a record, and are counted one by one") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.answer(kHost);
    w.stall(600s);
    REQUIRE(w.log.records.size() == 2);
    const model::HostRecord& record = w.log.records[1];
    CHECK(w.log.lines[1] == "192.0.2.1 3 skipped: overrun");
    CHECK(record.missed == 59);
    CHECK(record.scheduled - w.log.records[0].scheduled == 20s);
    CHECK(record.missed_last - w.log.records[0].scheduled == 600s);
    CHECK(w.poller.ledger().count(Status::skipped) == 59);
    CHECK(w.poller.ledger().due() == 61);
    CHECK(w.ledgerIsSound());
    w.answer(kHost);
    w.round(kHost);
    CHECK(w.log.lines.back() == "192.0.2.1 4 ok");
}

TEST_CASE("after a stall of many hosts, their polls and missed times are worked off in slices, in their order") {
    ServiceWorld w;
    std::vector<model::Target> targets;
    for (int i = 0; i < 1000; ++i)
        targets.push_back(ServiceWorld::every10s("192.0.2." + std::to_string(i)));
    w.start(targets);
    w.clocks.each_look = 1ms;
    w.stall(100s);
    CHECK(w.log.lines.size() < 9'000);
    w.clocks.each_look = {};
    w.timing.advance(1ms);
    CHECK(w.log.lines.size() == 9'000);
    CHECK(w.poller.ledger().due() == 10'000);
    CHECK(w.ledgerIsSound());
}

TEST_CASE("a stop or a reload in the middle of such a slice leaves no due poll without a record") {
    for (const bool stops : {true, false}) {
        ServiceWorld w;
        std::vector<model::Target> targets;
        for (int i = 0; i < 1000; ++i)
            targets.push_back(ServiceWorld::every10s("192.0.2." + std::to_string(i)));
        w.start(targets);
        w.clocks.each_look = 1ms;
        w.stall(100s);
        if (stops)
            w.service.stop([] {});
        else
            w.reload({});
        CHECK(w.poller.ledger().due() == 10'000);
        w.service.stopNow();
        CHECK(w.log.lines.size() == 10'000);
        CHECK(w.ledgerIsSound());
    }
}

TEST_CASE("times that are missed while the poll before them is still under way are overruns like it") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.stall(30s);
    CHECK(w.log.take() ==
          Lines{"192.0.2.1 2 skipped: overrun", "192.0.2.1 3 skipped: overrun", "192.0.2.1 4 skipped: overrun"});
    CHECK(w.poller.ledger().due() == 4);
    CHECK(w.ledgerIsSound());
}

TEST_CASE("a host's questions are polled one at a time, each with its own record") {
    ServiceWorld w;
    w.start({w.asking(kHost, "a"), w.asking(kHost, "b")});
    w.timing.advance(10s);
    CHECK(w.workers.tasks.size() == 1);
    w.answer(kHost);
    CHECK(w.workers.tasks.size() == 1);
    w.answer(kHost);
    CHECK(w.workers.tasks.empty());
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.1 2 ok"});
    CHECK(w.log.current == 2);
}

TEST_CASE("in_flight polls of a host are under way side by side") {
    ServiceWorld w;
    std::vector<model::Target> targets{w.asking(kHost, "a"), w.asking(kHost, "b"), w.asking(kHost, "c")};
    for (model::Target& target : targets)
        target.in_flight = 2;
    w.start(targets);
    w.timing.advance(10s);
    CHECK(w.workers.tasks.size() == 2);
    w.answer(kHost);
    CHECK(w.workers.tasks.size() == 2);
}

TEST_CASE("a host rests for its gap before its next poll") {
    ServiceWorld w;
    std::vector<model::Target> targets{w.asking(kHost, "a"), w.asking(kHost, "b")};
    for (model::Target& target : targets)
        target.gap = model::Gap(500);
    w.start(targets);
    w.timing.advance(10s);
    w.answer(kHost);
    CHECK(w.workers.tasks.empty());
    w.timing.advance(499ms);
    CHECK(w.workers.tasks.empty());
    w.timing.advance(1ms);
    CHECK(w.workers.tasks.size() == 1);
}

TEST_CASE("a silent host becomes suspect, is probed once a minute and left alone between") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.round(kHost, result(Status::timeout, "no answer"));
    CHECK(w.service.suspects() == 0);
    w.round(kHost, result(Status::timeout, "no answer"));
    CHECK(w.service.suspects() == 1);
    w.log.take();
    for (int i = 0; i < 5; ++i)
        w.untilDue(kHost);
    CHECK(w.workers.tasks.empty());
    CHECK(w.log.take() == Lines{"192.0.2.1 3 skipped: breaker_open", "192.0.2.1 4 skipped: breaker_open",
                                "192.0.2.1 5 skipped: breaker_open", "192.0.2.1 6 skipped: breaker_open",
                                "192.0.2.1 7 skipped: breaker_open"});
    w.untilDue(kHost);
    REQUIRE(w.workers.tasks.size() == 1);
    CHECK(w.workers.tasks[0].task.retries == 0);
    w.answer(kHost);  // the probe
    CHECK(w.workers.tasks.size() == 1);
    w.answer(kHost);  // the whole poll
    CHECK(w.log.take() == Lines{"192.0.2.1 8 ok"});
    CHECK(w.service.suspects() == 0);
    CHECK(w.host(kHost).last == Status::ok);
}

TEST_CASE("somebody who asks for a poll gets a record of each question, and others follow") {
    ServiceWorld w;
    w.start({w.asking(kHost, "a"), w.asking(kHost, "b")});
    Lines told;
    const auto answered = [&](const model::HostRecord& record, bool more) {
        told.push_back(std::to_string(record.seq) + (more ? " more" : ""));
    };
    CHECK_FALSE(w.service.pollNow("192.0.2.99", answered));
    CHECK(w.service.pollNow(kHost, answered));
    w.answer(kHost);
    CHECK(told == Lines{"1 more"});
    w.answer(kHost);
    CHECK(told == Lines{"1 more", "2"});
}

TEST_CASE("who asks for a poll that is under way gets that one, and not its overrun") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    Lines told;
    w.service.pollNow(kHost, [&](const auto& record, bool) { told.push_back(std::to_string(record.seq)); });
    w.timing.advance(10s);
    CHECK(told.empty());
    w.answer(kHost);
    CHECK(told == Lines{"1"});
    CHECK(w.workers.tasks.empty());
}

TEST_CASE("who asks between the record of a poll and the end of that turn gets the next poll") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.send(kHost, okay());
    Lines told;
    w.service.pollNow(kHost, [&](const auto& record, bool) { told.push_back(std::to_string(record.seq)); });
    CHECK(w.workers.tasks.empty());
    w.timing.endTurns();
    w.answer(kHost);
    CHECK(told == Lines{"2"});
}

TEST_CASE("who asks for the poll of a suspect host gets the whole poll") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.round(kHost, result(Status::timeout));
    w.round(kHost, result(Status::timeout));
    w.service.pollNow(kHost, [](const auto&, bool) {});
    REQUIRE(w.workers.tasks.size() == 1);
    CHECK(w.workers.tasks[0].task.retries == w.host(kHost).target.retries);
}

TEST_CASE("polls on demand wait for room in the host, and scheduled ones take turns with them") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    Lines told;
    CHECK(w.service.ask(onDemand(kHost, told)));
    CHECK(w.service.ask(onDemand(kHost, told)));
    CHECK(w.service.ask(onDemand(kHost, told)));
    w.untilDue(kHost);
    CHECK(w.workers.tasks.size() == 1);
    w.answer(kHost);
    CHECK(told == Lines{"ok", "ended"});
    CHECK(w.workers.tasks[0].task.module_set == w.host(kHost).target.module_set);
    w.answer(kHost);
    CHECK(told.size() == 2);
    w.answer(kHost);
    w.answer(kHost);
    CHECK(told.size() == 6);
    CHECK(w.log.take().size() == 4);
    CHECK(w.log.current == 1);
}

TEST_CASE("too many polls on demand are refused") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    Lines told;
    size_t taken = 0;
    while (w.service.ask(onDemand(kHost, told)))
        ++taken;
    CHECK(taken == WaitingLists::kMostOnDemand + 1);  // one is under way
}

TEST_CASE("a guest is polled as it was asked, and keeps its sequence") {
    ServiceWorld w;
    w.start({});
    Lines told;
    w.service.ask(onDemand("192.0.2.9", told));
    w.answer("192.0.2.9");
    w.service.ask(onDemand("192.0.2.9", told));
    w.answer("192.0.2.9");
    CHECK(w.log.take() == Lines{"192.0.2.9 1 ok", "192.0.2.9 2 ok"});
    CHECK(w.log.current == 0);
    CHECK(w.service.hosts().count() == 0);
}

TEST_CASE("twins are found as their polls end") {
    ServiceWorld w;
    w.start({w.every10s("192.0.2.1"), w.every10s("192.0.2.2")});
    model::HostRecord record = okay();
    record.learned.engine_id = "engine";
    w.timing.advance(10s);
    w.answer("192.0.2.1", record);
    CHECK(w.service.twins().engines() == 0);
    w.answer("192.0.2.2", record);
    CHECK(w.service.twins().engines() == 1);
}

TEST_CASE("what was learned before this start is used in the first poll") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    model::Learned learned;
    learned.max_request_bytes = 484;
    w.service.recall(kHost, learned, w.clocks.now.wall - 1h);
    w.untilDue(kHost);
    CHECK(w.workers.tasks[0].task.learned.max_request_bytes == 484);
}
