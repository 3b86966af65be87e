#include "supervisor/poller.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <utility>

#include "poller_world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::Status;
using Fixture = PollerWorld;

TEST_CASE("a poll ends as its worker says it") {
    CHECK(Fixture::after(Status::ok) == Lines{"192.0.2.1 1 ok"});
    CHECK(Fixture::after(Status::partial, "a") == Lines{"192.0.2.1 1 partial: a"});
    CHECK(Fixture::after(Status::timeout, "b") == Lines{"192.0.2.1 1 timeout: b"});
    CHECK(Fixture::after(Status::unreachable, "c") == Lines{"192.0.2.1 1 unreachable: c"});
    CHECK(Fixture::after(Status::auth_failure, "d") == Lines{"192.0.2.1 1 auth_failure: d"});
    CHECK(Fixture::after(Status::agent_error, "e") == Lines{"192.0.2.1 1 agent_error: e"});
    CHECK(Fixture::after(Status::bad_response, "f") == Lines{"192.0.2.1 1 bad_response: f"});
}

TEST_CASE("a record has its number, address, worker and times") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    f.poll(host);
    const WallTime scheduled = f.clocks.now.wall;
    f.timing.advance(5s);
    f.answer("192.0.2.1");
    f.poll(host);
    f.answer("192.0.2.1");
    REQUIRE(f.log.records.size() == 2);
    const model::HostRecord& first = f.log.records[0];
    CHECK(first.seq == 1);
    CHECK(first.address->toString() == "192.0.2.1:161");
    CHECK(first.worker == 0);
    CHECK(first.scheduled == scheduled);
    CHECK(*first.started == scheduled + 5s);
    CHECK(f.log.records[1].seq == 2);
    CHECK(f.log.records[1].task_id != first.task_id);
    CHECK(f.log.current == 2);
}

TEST_CASE("what a poll has learned goes into the next task of the host") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    f.poll(host);
    model::HostRecord record = okay();
    record.learned.max_request_bytes = 484;
    f.answer("192.0.2.1", record);
    CHECK(host.learned_at == f.clocks.now.wall);
    f.poll(host);
    CHECK(f.workers.tasks[0].task.learned.max_request_bytes == 484);
}

TEST_CASE("detours have half the interval, and of a poll that somebody waits for 10 s or half the deadline") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    const auto detours = [&](bool insisted, Duration deadline) {
        host.target.deadline = deadline;
        f.poller.poll(
            {.asker = f.asker, .host = host, .question = &host, .scheduled = f.clocks.now.wall, .insisted = insisted});
        const Duration given = f.workers.tasks[0].task.detours;
        f.answer("192.0.2.1");
        return given;
    };
    CHECK(detours(false, 0s) == host.target.interval / 2);
    CHECK(detours(false, 5s) == host.target.interval / 2);
    CHECK(detours(true, 0s) == 10s);
    CHECK(detours(true, 5s) == 2500ms);
    CHECK(detours(true, 1min) == 10s);
    f.poller.poll({.asker = f.asker,
                   .host = host,
                   .scheduled = f.clocks.now.wall,
                   .on_demand = std::make_unique<OnDemandPoll>(OnDemandPoll{.target = host.target})});
    CHECK(f.workers.tasks[0].task.detours == 10s);
}

TEST_CASE("what the host never answers is asked again where somebody waits for the poll") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    host.learned.silent = {{.oid = {1, 3, 6}, .left = 3}};
    f.poll(host);
    CHECK(f.workers.tasks[0].task.learned.silent.size() == 1);
    f.answer("192.0.2.1");
    host.learned.silent = {{.oid = {1, 3, 6}, .left = 3}};
    f.poller.poll({.asker = f.asker, .host = host, .question = &host, .insisted = true});
    CHECK(f.workers.tasks[0].task.learned.silent.empty());
}

TEST_CASE("names are resolved with every poll, and without an address the poll is unresolved") {
    Fixture f;
    Host& host = f.host("sw1");
    f.poll(host);
    CHECK(f.poller.resolving() == 1);
    f.resolver.answer("sw1", FakeResolver::address("192.0.2.7"));
    CHECK(f.poller.resolving() == 0);
    CHECK(host.address->toString() == "192.0.2.7:161");
    f.answer("192.0.2.7");
    f.resolver.known.emplace("sw1", fail(ErrorKind::system, "no such name"));
    f.poll(host);
    CHECK(f.log.take() == Lines{"sw1 1 ok", "sw1 2 unresolved: no such name"});
    CHECK(host.open_polls == 1);
    f.timing.endTurns();
    CHECK(host.open_polls == 0);
}

TEST_CASE("an answer of the resolver for a poll that was ended meanwhile changes nothing") {
    Fixture f;
    f.poll(f.host("sw1"));
    f.poller.skipOpen(f.asker);
    f.resolver.answer("sw1", FakeResolver::address("192.0.2.7"));
    CHECK(f.workers.tasks.empty());
    CHECK(f.log.take() == Lines{"sw1 1 skipped: shutdown"});
}

TEST_CASE("an asker gets a record at once and is told of the end at the end of the turn") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    f.poll(host);
    f.send("192.0.2.1", partOf());
    f.send("192.0.2.1", okay());
    CHECK(f.asker.lines == Lines{"192.0.2.1 part", "192.0.2.1 last"});
    CHECK_FALSE(host.isUnderWay());
    CHECK(host.open_polls == 1);
    CHECK(f.asker.openPolls() == 1);
    CHECK(f.poller.ledger().inFlight() == 0);
    f.timing.endTurns();
    CHECK(f.asker.lines.back() == "192.0.2.1 ended");
    CHECK(host.open_polls == 0);
    CHECK(f.asker.openPolls() == 0);
}

TEST_CASE("a host may be destroyed, and the next poll begun, when its poll has ended") {
    Fixture f;
    Host& kept = f.host("192.0.2.2");
    f.poll(f.host("192.0.2.1"));
    bool again = true;
    f.asker.then = [&](Host& ended) {
        if (!std::exchange(again, false)) return;
        std::erase_if(f.hosts, [&](const auto& host) { return host.get() == &ended; });
        kept.quarantined_until = f.clocks.now.mono + 1s;  // so that the next one ends at once
        f.poll(kept);
    };
    f.answer("192.0.2.1");
    CHECK(f.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.2 1 skipped: quarantine"});
    CHECK(f.asker.openPolls() == 0);
}

TEST_CASE("several askers share a poller, and each gets what it asked for") {
    Fixture f;
    Recorder other;
    f.workers.sessions = 2;
    f.poll(f.host("192.0.2.1"));
    f.poll(f.host("192.0.2.2"), other);
    f.poll(f.host("192.0.2.3"));
    f.poll(f.host("192.0.2.4"), other);
    f.poller.skipWaiting(other);
    f.answer("192.0.2.2");
    CHECK(other.lines == Lines{"192.0.2.4 last", "192.0.2.2 last", "192.0.2.4 ended", "192.0.2.2 ended"});
    CHECK(f.asker.lines.empty());
    f.answer("192.0.2.1");
    f.answer("192.0.2.3");
    CHECK(f.asker.openPolls() == 0);
    CHECK(f.poller.ledger().count(Status::ok) == 3);
    CHECK(f.poller.ledger().count(Status::skipped) == 1);
}

TEST_CASE("who has joined hears of room and of workers that do not start") {
    Fixture f;
    f.poller.askers().join(f.asker);
    f.poll(f.host("192.0.2.1"));
    CHECK(f.asker.room == 1);
    f.answer("192.0.2.1");
    CHECK(f.asker.room == 2);
    f.workers.cannotStart("exec");
    CHECK(f.asker.lines.back() == "no workers: exec");
    f.poller.askers().leave(f.asker);
    f.workers.cannotStart("again");
    CHECK(f.asker.lines.back() == "no workers: exec");
}

TEST_CASE("the parts of a record are numbered, and the ledger counts the last") {
    Fixture f;
    f.poll(f.host("192.0.2.1"));
    f.answer("192.0.2.1", partOf());
    f.answer("192.0.2.1", partOf());
    CHECK(f.poller.ledger().inFlight() == 1);
    f.answer("192.0.2.1", okay());
    CHECK(f.log.take() == Lines{"192.0.2.1 1 part", "192.0.2.1 1 part", "192.0.2.1 1 ok"});
    CHECK(f.log.records[2].part == 3);
    CHECK(f.poller.ledger().inFlight() == 0);
}

TEST_CASE("a skipped poll has its record at once, its number, and was never under way") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    f.poll(host);
    const uint64_t under_way = host.open_task;
    f.poller.skip({.asker = f.asker, .host = host, .question = &host}, "overrun");
    CHECK(f.log.take() == Lines{"192.0.2.1 2 skipped: overrun"});
    CHECK(host.open_task == under_way);
    f.timing.endTurns();
    CHECK(host.open_polls == 1);
    CHECK(f.asker.openPolls() == 1);
    CHECK(f.asker.lines == Lines{"192.0.2.1 last"});
    CHECK(f.ledgerIsSound());
}

TEST_CASE("a poll on demand has its own target, and learns for the host only with its credentials") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    auto asked = std::make_unique<OnDemandPoll>(OnDemandPoll{.target = target("192.0.2.1")});
    int parts = 0;
    bool ended = false;
    asked->answered = [&](const auto&) { ++parts; };
    asked->ended = [&] { ended = true; };
    auto credentials = std::make_shared<model::Credentials>();
    credentials->community = Secret("other");
    asked->target.credentials = credentials;
    f.poller.poll({.asker = f.asker, .host = host, .on_demand = std::move(asked)});
    f.poll(host);
    CHECK(host.open_polls == 2);
    model::HostRecord record = okay();
    record.learned.max_request_bytes = 484;
    f.send("192.0.2.1", partOf());
    f.send("192.0.2.1", record);
    CHECK(parts == 2);
    CHECK_FALSE(ended);
    f.timing.endTurns();
    CHECK(ended);
    CHECK(host.learned.max_request_bytes == 0);
    CHECK_FALSE(host.last.has_value());
    f.answer("192.0.2.1", record);
    CHECK(host.learned.max_request_bytes == 484);
    CHECK(f.log.current == 1);
}

TEST_CASE("the record of a poll whose host got another target meanwhile names the one that was asked") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    f.poll(host);
    model::Target other = target("192.0.2.1");
    auto credentials = std::make_shared<model::Credentials>();
    credentials->community = Secret("other");
    other.credentials = credentials;
    f.poller.keepTarget(host);
    host.retarget(other);
    model::HostRecord record = okay();
    record.learned.max_request_bytes = 484;
    f.answer("192.0.2.1", record);
    CHECK(host.learned.max_request_bytes == 0);
    CHECK(f.log.current == 0);
    CHECK(f.log.take() == Lines{"192.0.2.1 1 ok"});
}

TEST_CASE("at the end what waits is skipped, what runs too, and what has begun to come is partial") {
    Fixture f;
    f.workers.sessions = 2;
    for (const char* node : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "sw1"})
        f.poll(f.host(node));
    f.send("192.0.2.2", partOf());
    f.poller.skipWaiting(f.asker);
    CHECK(f.log.take() == Lines{"192.0.2.2 1 part", "192.0.2.3 1 skipped: shutdown", "sw1 1 skipped: shutdown"});
    const uint64_t running = f.taskOf("192.0.2.1");
    f.poller.skipOpen(f.asker);
    Lines last = f.log.take();
    std::ranges::sort(last);
    CHECK(last == Lines{"192.0.2.1 1 skipped: shutdown", "192.0.2.2 1 partial: shutdown before the walk's end"});
    f.workers.send(running, okay());
    f.timing.endTurns();
    CHECK(f.log.take().empty());
    CHECK(f.asker.openPolls() == 0);
    CHECK(f.poller.ledger().due() == 4);
    CHECK(f.ledgerIsSound());
}

TEST_CASE("the caller of stopWorkers is told when the last worker has gone") {
    Fixture f;
    bool stopped = false;
    f.poller.stopWorkers([&] { stopped = true; });
    CHECK(f.workers.stopping);
    CHECK_FALSE(stopped);
    f.workers.sayStopped();
    CHECK(stopped);
}

TEST_CASE("budgets that come while polls are under way count these, too") {
    Fixture f;
    Host& first = f.host("192.0.2.1");
    Host& second = f.host("192.0.2.2");
    first.target.labels["site"] = second.target.labels["site"] = "ams";
    f.poll(first);
    config::Budgets budgets;
    budgets.site.in_flight = 1;
    f.poller.setBudgets(budgets);
    f.poll(second);
    CHECK(f.workers.tasks.size() == 1);
    CHECK(f.poller.hostOf(f.taskOf("192.0.2.1")) == &first);
    f.answer("192.0.2.1");
    CHECK(f.poller.hostOf(f.taskOf("192.0.2.2")) == &second);
    CHECK(f.poller.hostOf(999) == nullptr);
}

TEST_CASE("seq has no gaps, whatever becomes of the polls") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    f.poll(host);
    f.answer("192.0.2.1");
    f.poller.skip({.asker = f.asker, .host = host, .question = &host}, "breaker_open");
    f.poll(host);
    f.workers.die(0, false, "gone");
    f.timing.endTurns();
    f.poll(host);
    f.poller.skipOpen(f.asker);
    REQUIRE(f.log.records.size() == 4);
    for (uint64_t i = 0; i < 4; ++i)
        CHECK(f.log.records[i].seq == i + 1);
    CHECK(f.poller.ledger().due() == 4);
    CHECK(f.poller.ledger().inFlight() == 0);
}
