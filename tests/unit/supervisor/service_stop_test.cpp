// The end of a service: every poll has its record, and somebody is told when that is so.
#include <doctest/doctest.h>

#include "service_world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::Status;

namespace {

constexpr const char* kHost = "192.0.2.1";

struct Stopping : ServiceWorld {
    void stop() {
        service.stop([this] { ++stopped; });
        timing.endTurns();
    }

    int stopped = 0;
};

}  // namespace

TEST_CASE("an idle service stops at once and polls no more") {
    Stopping w;
    w.start({w.every10s(kHost)});
    w.stop();
    CHECK(w.stopped == 1);
    w.timing.advance(1min);
    CHECK(w.workers.given.empty());
    CHECK_FALSE(w.service.pollNow(kHost, [](const auto&, bool) {}));
    CHECK_FALSE(w.service.ask({.target = w.every10s(kHost)}));
}

TEST_CASE("a stopping service waits for what workers have, and skips the rest") {
    Stopping w;
    w.workers.sessions = 2;
    w.start({w.every10s(kHost), w.every10s("192.0.2.2"), w.every10s("192.0.2.3"), w.every10s("sw1")});
    w.timing.advance(10s);
    CHECK(w.workers.tasks.size() == 2);
    w.stop();
    CHECK(w.log.take().size() == 2);
    CHECK(w.poller.ledger().count(Status::skipped) == 2);
    CHECK(w.stopped == 0);
    w.workers.send(w.workers.tasks[0].task.id, okay());
    w.timing.endTurns();
    CHECK(w.stopped == 0);
    w.workers.send(w.workers.tasks[0].task.id, okay());
    CHECK(w.stopped == 0);
    w.timing.endTurns();
    CHECK(w.stopped == 1);
    CHECK(w.poller.ledger().due() == 4);
    CHECK(w.poller.ledger().inFlight() == 0);
}

TEST_CASE("a worker that does not answer has as long as the drain, not longer") {
    Stopping w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.stop();
    w.timing.advance(Service::kDrain - 1ms);
    CHECK(w.stopped == 0);
    w.timing.advance(1ms);
    CHECK(w.stopped == 1);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 skipped: shutdown"});
}

TEST_CASE("the second stop does not wait") {
    Stopping w;
    w.start({w.every10s(kHost)});
    w.untilDue(kHost);
    w.stop();
    w.service.stopNow();
    w.timing.endTurns();
    CHECK(w.stopped == 1);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 skipped: shutdown"});
    w.timing.advance(1min);
    CHECK(w.stopped == 1);
}

TEST_CASE("what waits in the lists of hosts has its record, and who asked for it hears of it") {
    Stopping w;
    w.start({w.asking(kHost, "a"), w.asking(kHost, "b")});
    w.timing.advance(10s);
    Lines told;
    w.service.ask({.target = w.asking(kHost, "c"),
                   .answered = [&](const auto& record) { told.push_back(record.error); },
                   .ended = [&] { told.emplace_back("ended"); }});
    w.stop();
    CHECK(w.log.take() == Lines{"192.0.2.1 2 skipped: shutdown"});
    CHECK(told == Lines{"shutdown", "ended"});
    w.answer(kHost);
    CHECK(w.stopped == 1);
    CHECK(w.log.take() == Lines{"192.0.2.1 1 ok"});
}

TEST_CASE("no poll follows a gap when the service is stopping") {
    Stopping w;
    std::vector<model::Target> targets{w.asking(kHost, "a"), w.asking(kHost, "b")};
    for (model::Target& target : targets)
        target.gap = model::Gap(1000);
    w.start(targets);
    w.timing.advance(10s);
    w.answer(kHost);
    w.log.take();
    w.stop();
    w.timing.advance(10s);
    CHECK(w.workers.tasks.empty());
    CHECK(w.stopped == 1);
    CHECK(w.log.take() == Lines{"192.0.2.1 2 skipped: shutdown"});
}
