// A service that gets other targets while polls are under way.
#include <doctest/doctest.h>

#include <algorithm>

#include "service_world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::Status;

namespace {

constexpr const char* kHost = "192.0.2.1";

}  // namespace

TEST_CASE("a host that stays keeps its sequence, its times and its poll under way") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.round(kHost);
    w.untilDue(kHost);
    const MonoTime next = *w.service.nextDue(w.host(kHost));
    w.reload({w.every10s(kHost), w.every10s("192.0.2.2")});
    CHECK(*w.service.nextDue(w.host(kHost)) == next);
    w.answer(kHost);
    w.round(kHost);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.1 2 ok", "192.0.2.1 3 ok"});
    CHECK(w.service.hosts().count() == 2);
    CHECK(w.log.changed.empty());
}

TEST_CASE("a host that is removed goes at once, or with its last record") {
    ServiceWorld w;
    w.start({w.every10s(kHost), w.every10s("192.0.2.2")});
    w.untilDue(kHost);
    w.reload({});
    CHECK(w.service.hosts().find(kHost) == nullptr);
    CHECK(w.log.changed.size() == 2);
    w.answer(kHost);
    CHECK(w.log.take().front() == "192.0.2.1 1 ok");
    CHECK(w.log.current == 0);
    w.timing.advance(1min);
}

TEST_CASE("a host that is removed between the record of its poll and the end of that turn is gone after it") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.send(kHost, okay());
    w.service.reload({});
    CHECK(w.service.hosts().count() == 1);
    w.timing.endTurns();
    CHECK(w.service.hosts().count() == 0);
}

TEST_CASE("a removed host that comes back before its last record is the same one") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.reload({});
    w.reload({w.every10s(kHost)});
    w.answer(kHost);
    w.round(kHost);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.1 2 ok"});
}

TEST_CASE("a poll that waits is skipped when its question is removed") {
    ServiceWorld w;
    w.start({w.asking(kHost, "a"), w.asking(kHost, "b")});
    w.timing.advance(10s);
    w.reload({w.asking(kHost, "a")});
    Lines lines = w.log.take();
    CHECK(lines == Lines{"192.0.2.1 2 skipped: removed"});
    w.answer(kHost);
    CHECK(questionsOf(w.host(kHost)).size() == 1);
    w.round(kHost);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.1 3 ok"});
}

TEST_CASE("a removed question that is under way has its record, and then its place is free") {
    ServiceWorld w;
    w.start({w.asking(kHost, "a", 1h), w.asking(kHost, "b")});
    const Question* second = questionsOf(w.host(kHost))[1];
    w.untilDue(*second);
    REQUIRE(w.workers.tasks.size() == 1);
    w.reload({w.asking(kHost, "a", 1h)});
    w.answer(kHost);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok"});
    CHECK(w.log.current == 0);
    CHECK(w.host(kHost).further == nullptr);
}

TEST_CASE("a poll under way while its question changes says what was asked, and is not shown as current") {
    ServiceWorld w;
    w.start({w.asking(kHost, "a")});
    w.untilDue(kHost);
    w.reload({w.asking(kHost, "b")});
    CHECK(w.log.changed == Lines{kHost});
    w.answer(kHost);
    CHECK(w.log.current == 0);
    w.round(kHost);
    CHECK(w.log.current == 1);
    CHECK(w.host(kHost).target.module_set->modules == Lines{"b"});
}

TEST_CASE("another interval counts at once") {
    ServiceWorld w;
    w.start({w.asking(kHost, "a", 1h)});
    w.reload({w.asking(kHost, "a", 10s)});
    w.timing.advance(10s);
    CHECK(w.workers.tasks.size() == 1);
}

TEST_CASE("the number of a host that has gone serves another") {
    ServiceWorld w;
    w.start({w.every10s(kHost)});
    w.reload({w.every10s("192.0.2.2")});
    CHECK(w.service.hosts().slots() == 1);
    w.round("192.0.2.2");
    CHECK(w.log.take() == Lines{"192.0.2.2 1 ok"});
}

TEST_CASE("a host that is removed and added again goes on with its sequence, however long it was away") {
    ServiceWorld w;
    w.start({w.every10s(kHost), w.every10s("192.0.2.2")});
    w.round(kHost);
    w.round(kHost);
    w.reload({w.every10s("192.0.2.2")});
    w.timing.advance(1h);
    w.reload({w.every10s(kHost), w.every10s("192.0.2.3")});
    w.log.take();
    w.round(kHost);
    w.round("192.0.2.3");
    CHECK(w.log.lines.front() == "192.0.2.1 3 ok");
    CHECK(std::ranges::find(w.log.lines, "192.0.2.3 1 ok") != w.log.lines.end());
}

TEST_CASE("a host goes on with its sequence as a guest, and a guest as a configured host") {
    ServiceWorld w;
    const auto scrape = [&] {
        REQUIRE(w.service.ask({.target = w.every10s(kHost)}));
        w.answer(kHost);
    };
    w.start({});
    scrape();
    w.reload({w.every10s(kHost)});
    w.round(kHost);
    w.reload({});
    scrape();
    w.reload({w.every10s(kHost)});
    w.round(kHost);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.1 2 ok", "192.0.2.1 3 ok", "192.0.2.1 4 ok"});
}

TEST_CASE("scrapes that wait for a guest are made as the host's when it is configured") {
    ServiceWorld w;
    w.start({});
    int ended = 0;
    for (int i = 0; i < 3; ++i)
        REQUIRE(w.service.ask({.target = w.every10s(kHost), .ended = [&] { ++ended; }}));
    w.reload({w.every10s(kHost)});
    CHECK(w.workers.tasks.size() == 2);
    while (!w.workers.tasks.empty())
        w.answer(kHost);
    CHECK(ended == 3);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.1 2 ok", "192.0.2.1 3 ok"});
}

namespace {

std::vector<model::Target> manyHosts(int first, int last) {
    std::vector<model::Target> targets;
    for (int i = first; i < last; ++i)
        targets.push_back(ServiceWorld::every10s("192.0.2." + std::to_string(i)));
    return targets;
}

}  // namespace

TEST_CASE("many hosts are placed in slices, between which others are polled, and the end is told") {
    ServiceWorld w;
    w.start(manyHosts(0, 200));
    w.clocks.each_look = 3ms;
    int placed = 0;
    w.service.reloadInSlices(manyHosts(150, 600), [&] { ++placed; });
    CHECK(placed == 0);
    CHECK(w.service.hosts().count() > 50);
    w.timing.advance(10s);
    CHECK(placed == 1);
    CHECK(w.service.hosts().count() == 450);
    CHECK(w.service.hosts().find("192.0.2.149") == nullptr);
    CHECK(w.service.hosts().find("192.0.2.599") != nullptr);
}

TEST_CASE("a service that is stopped between two slices places no more hosts") {
    ServiceWorld w;
    w.start(manyHosts(0, 200));
    w.clocks.each_look = 3ms;
    w.service.reloadInSlices(manyHosts(150, 600), [] { FAIL("told"); });
    bool stopped = false;
    w.service.stop([&] { stopped = true; });
    w.timing.advance(1min);
    CHECK(stopped);
    CHECK(w.service.hosts().count() < 450);
}
