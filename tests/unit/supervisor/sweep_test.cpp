#include "supervisor/sweep.hpp"

#include <doctest/doctest.h>

#include "world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::Status;

namespace {

class FakeSink final : public sink::Sink {
  public:
    void write(const model::HostRecord&) override {}
    void reopen() override {}
    bool idle() const override { return true; }
    bool saturated() const override { return full; }
    bool broken() const override { return gone; }
    sink::SinkState state() const override {
        sink::SinkState state;
        state.trouble = trouble;
        return state;
    }

    bool full = false;
    bool gone = false;
    std::string trouble;
};

struct Fixture : World {
    explicit Fixture(int hosts = 3) : left(hosts) {
        workers.sessions = 2;
        auto made = std::make_unique<FakeSink>();
        sink = made.get();
        sinks.add(std::move(made));
    }
    std::optional<model::Target> next() {
        if (left-- <= 0) return std::nullopt;
        return target("192.0.2." + std::to_string(++made_hosts));
    }
    void start() {
        sweep.start();
        timing.endTurns();
    }

    int left;
    int made_hosts = 0;
    int over = 0;
    sink::Fanout sinks;
    FakeSink* sink = nullptr;
    Sweep sweep{outside, poller, [this] { return next(); }, sinks, [this] { ++over; }};
};

}  // namespace

TEST_CASE("a sweep polls each host once, as workers become free, and is over then") {
    Fixture f(4);
    f.start();
    CHECK(f.made_hosts == 3);  // two are with the worker, one waits for it
    f.answer("192.0.2.1");
    CHECK(f.made_hosts == 4);
    f.answer("192.0.2.2", result(Status::timeout, "no answer"));
    f.answer("192.0.2.3");
    CHECK(f.over == 0);
    f.answer("192.0.2.4");
    CHECK(f.over == 1);
    CHECK(f.sweep.result().begun == 4);
    CHECK(f.sweep.result().ended == 4);
    CHECK(f.sweep.result().ok == 3);
    CHECK_FALSE(f.sweep.result().interrupted);
}

TEST_CASE("an interrupted sweep skips what waits, and gives workers a second") {
    Fixture f(100);
    f.start();
    f.sweep.interrupt();
    f.timing.endTurns();
    CHECK(f.log.take() == Lines{"192.0.2.3 1 skipped: shutdown"});
    f.answer("192.0.2.1");
    CHECK(f.made_hosts == 3);
    CHECK(f.over == 0);
    f.timing.advance(Sweep::kInterruptGrace + 250ms);
    CHECK(f.over == 1);
    CHECK(f.log.take() == Lines{"192.0.2.1 1 ok", "192.0.2.2 1 skipped: shutdown"});
    CHECK(f.sweep.result().interrupted);
}

TEST_CASE("the second interrupt ends a sweep at once") {
    Fixture f(100);
    f.start();
    f.sweep.interrupt();
    f.sweep.interrupt();
    f.timing.endTurns();
    CHECK(f.over == 1);
    CHECK(f.poller.ledger().count(Status::skipped) == 3);
    CHECK(f.poller.ledger().inFlight() == 0);
}

TEST_CASE("a sweep goes no faster than its outputs") {
    Fixture f(100);
    f.start();
    f.sink->full = true;
    f.answer("192.0.2.1");
    CHECK(f.workers.holding);
    CHECK(f.made_hosts == 3);
    f.sink->full = false;
    f.timing.advance(20ms);
    CHECK_FALSE(f.workers.holding);
    CHECK(f.made_hosts == 4);
}

TEST_CASE("a sweep ends when nobody reads its records, or its disk stays full") {
    Fixture broken(100);
    broken.start();
    broken.sink->gone = true;
    broken.timing.advance(1s);
    CHECK(broken.over == 1);
    CHECK(broken.sweep.result().interrupted);
    Fixture failing(100);
    failing.start();
    failing.sink->trouble = "no space";
    failing.timing.advance(9s);
    CHECK(failing.over == 0);
    failing.timing.advance(2s);
    CHECK(failing.over == 1);
}

TEST_CASE("a sweep whose workers do not start ends and says why") {
    Fixture f(100);
    f.start();
    f.workers.cannotStart("exec");
    f.timing.endTurns();
    CHECK(f.over == 1);
    CHECK(f.sweep.result().failure == "exec");
}

TEST_CASE("a sweep that is destroyed leaves other askers alone") {
    sink::Fanout sinks;
    Fixture other(2);
    other.start();
    {
        int left = 2;
        Sweep sweep(
            other.outside, other.poller,
            [&]() -> std::optional<model::Target> {
                if (left-- <= 0) return std::nullopt;
                return target("198.51.100." + std::to_string(left));
            },
            sinks, [] {});
        sweep.start();
        other.timing.endTurns();
        other.answer("192.0.2.1");
    }
    other.timing.endTurns();
    other.answer("192.0.2.2");
    CHECK(other.over == 1);
    CHECK(other.poller.ledger().inFlight() == 0);
}
