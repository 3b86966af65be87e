// Polls whose workers die, and probes of hosts that are suspect.
#include <doctest/doctest.h>

#include <memory>
#include <utility>

#include "poller_world.hpp"
#include "supervisor/quarantine.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::Status;
using Fixture = PollerWorld;

TEST_CASE("a dead worker's polls are lost, each with what is known of its end") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    host.learned.max_request_bytes = 484;
    f.poll(host);
    f.timing.advance(3s);
    f.workers.die(0, true);
    f.timing.endTurns();
    CHECK(f.log.take() == Lines{"192.0.2.1 1 worker_lost: worker 0 ended while it polled this host: signal 11"});
    const model::HostRecord& record = f.log.records[0];
    CHECK(record.duration == 3s);
    CHECK(*record.started == f.clocks.now.wall - 3s);
    CHECK(record.learned.max_request_bytes == 484);
    CHECK(host.deaths == 1);
    CHECK(host.open_polls == 0);
}

TEST_CASE("a worker that was killed from outside is nobody's fault") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    f.poll(host);
    f.workers.die(0, false);
    CHECK(host.deaths == 0);
    CHECK(f.log.take().size() == 1);
}

TEST_CASE("after two deaths a host is polled alone, after a third it rests, longer each time") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    Host& beside = f.host("192.0.2.2");
    for (int death = 1; death <= 2; ++death) {
        f.poll(host);
        f.poll(beside);
        CHECK_FALSE(f.workers.tasks[0].alone);
        f.workers.die(0, true);
        f.timing.endTurns();
        f.poll(beside);
        f.answer("192.0.2.2", partOf());
        f.answer("192.0.2.2");
        CHECK(beside.deaths == 0);
    }
    f.poll(host);
    CHECK(f.workers.tasks[0].alone);
    f.workers.die(0, true);
    f.timing.endTurns();
    f.log.take();
    f.poll(host);
    f.timing.endTurns();
    CHECK(f.log.take() == Lines{"192.0.2.1 4 skipped: quarantine"});
    f.timing.advance(kFirstQuarantine - 1ms);
    CHECK(isQuarantined(host, f.clocks.now.mono));
    f.timing.advance(1ms);
    f.poll(host);
    f.workers.die(0, true);
    f.timing.endTurns();
    f.timing.advance(2 * kFirstQuarantine - 1ms);
    CHECK(isQuarantined(host, f.clocks.now.mono));
    f.timing.advance(1ms);
    f.poll(host);
    f.answer("192.0.2.1");
    CHECK(host.deaths == 0);
    CHECK(host.quarantine == Duration::zero());
}

TEST_CASE("several polls of a host that die with a worker are one death") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    host.further = std::make_unique<Question>(target("192.0.2.1"));
    f.poll(host);
    f.poller.poll({.asker = f.asker, .host = host, .question = host.further.get()});
    CHECK(host.open_polls == 2);
    f.workers.die(0, true);
    CHECK(host.deaths == 1);
    CHECK(f.log.take().size() == 2);
}

TEST_CASE("a blocking worker's only poll is alone: its second death is its own doing") {
    Fixture f;
    f.workers.sessions = 1;
    Host& host = f.host("192.0.2.1");
    for (int death = 1; death <= 2; ++death) {
        f.poll(host);
        f.workers.die(0, true);
        f.timing.endTurns();
    }
    CHECK(isQuarantined(host, f.clocks.now.mono));
}

TEST_CASE("a probe that is answered is followed by the whole poll, whose record is the poll's") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    host.target.retries = 5;
    f.poll(host, true);
    CHECK(f.workers.tasks[0].task.retries == 0);
    CHECK(f.workers.tasks[0].task.module_set->get == std::vector{model::Oid{1, 3, 6, 1, 2, 1, 1, 3, 0}});
    model::HostRecord record = okay();
    record.learned.max_request_bytes = 484;
    f.answer("192.0.2.1", record);
    CHECK(f.log.take().empty());
    REQUIRE(f.workers.tasks.size() == 1);
    CHECK(f.workers.tasks[0].task.retries == 5);
    CHECK(f.workers.tasks[0].task.module_set == host.target.module_set);
    CHECK(f.workers.tasks[0].task.learned.max_request_bytes == 484);
    f.answer("192.0.2.1");
    CHECK(f.log.take() == Lines{"192.0.2.1 1 ok"});
}

TEST_CASE("the whole poll after a probe knows that the host is alive, and others do not") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    f.poll(host, true);
    CHECK_FALSE(f.workers.tasks[0].task.alive);
    CHECK(f.workers.tasks[0].task.detours == 0s);
    f.answer("192.0.2.1");
    CHECK(f.workers.tasks[0].task.alive);
    f.answer("192.0.2.1");
    f.poll(host);
    CHECK_FALSE(f.workers.tasks[0].task.alive);
    f.answer("192.0.2.1");
    f.poll(host, true);
    f.poller.insist(host);
    f.answer("192.0.2.1", result(Status::timeout, "no answer"));
    REQUIRE(f.workers.tasks.size() == 1);
    CHECK_FALSE(f.workers.tasks[0].task.alive);
}

TEST_CASE("a probe without an answer ends the poll, unless somebody insists on it") {
    Fixture f;
    Host& host = f.host("192.0.2.1");
    f.poll(host, true);
    f.answer("192.0.2.1", result(Status::timeout, "no answer"));
    CHECK(f.log.take() == Lines{"192.0.2.1 1 timeout: no answer; this was a probe, after 0 polls without an answer"});
    f.poll(host, true);
    f.poller.insist(host);
    f.answer("192.0.2.1", result(Status::timeout));
    CHECK(f.log.take().empty());
    f.answer("192.0.2.1", result(Status::timeout, "still none"));
    CHECK(f.log.take() == Lines{"192.0.2.1 2 timeout: still none"});
}
